import type { ReactNode } from "react";
import styles from "./data-table.module.css";

interface Column {
  readonly heading: ReactNode;
  readonly numeric?: boolean;
}

interface Row {
  readonly key: string;
  readonly cells: readonly ReactNode[];
  readonly emphasised?: boolean;
}

/**
 * A plain table in a card: column and row headers, numbers to the right, its own sideways scroll on a phone. The caption is
 * for screen readers, the card's title is for the eye.
 */
export function DataTable(props: { caption: string; columns: readonly Column[]; rows: readonly Row[] }) {
  const className = (column: number) => (props.columns[column]?.numeric === true ? styles.numeric : undefined);
  return (
    <div className={styles.scroll} role="region" aria-label={props.caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column, i) => (
              <th scope="col" key={i} className={className(i)}>
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} className={row.emphasised ? styles.emphasised : undefined}>
              {row.cells.map((cell, i) =>
                i === 0 ? (
                  <th scope="row" key={i}>
                    {cell}
                  </th>
                ) : (
                  <td key={i} className={className(i)}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
