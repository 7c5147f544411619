import { useRef, useState } from "react";
import type { KeyboardEvent } from "react";

type Position = readonly [row: number, column: number];

const STEPS: Readonly<Record<string, Position>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Keyboard use of a table as a grid: one cell is in the tab order, arrow keys move to a neighbour if
 * there is one, Home and End go to the ends of the row.
 */
export function useGridKeys() {
  const [active, setActive] = useState<Position>([0, 0]);
  const cells = useRef(new Map<string, HTMLElement>());
  const focus = ([row, column]: Position) => {
    const cell = cells.current.get(`${row},${column}`);
    if (cell === undefined) return false;
    setActive([row, column]);
    cell.focus();
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [row, column] = active;
    const columnsOfRow = [...cells.current.keys()].flatMap((key) => {
      const [r, c] = key.split(",").map(Number) as [number, number];
      return r === row ? [c] : [];
    });
    const step = STEPS[event.key];
    const moved =
      step !== undefined
        ? focus([row + step[0], column + step[1]])
        : event.key === "Home"
          ? focus([row, Math.min(...columnsOfRow)])
          : event.key === "End" && focus([row, Math.max(...columnsOfRow)]);
    if (moved) event.preventDefault();
  };
  return {
    table: { onKeyDown },
    cell: (row: number, column: number) => ({
      tabIndex: row === active[0] && column === active[1] ? 0 : -1,
      ref: (element: HTMLTableCellElement | null) => {
        if (element === null) cells.current.delete(`${row},${column}`);
        else cells.current.set(`${row},${column}`, element);
      },
      onClick: () => focus([row, column]),
    }),
  };
}
