import { useEffect, useRef, useState } from "react";

/**
 * The width of an element in pixels, `initial` until it has been measured. A chart drawn for its true width keeps letters and
 * strokes at their size on a phone.
 */
export function useWidth<E extends HTMLElement>(initial: number): { ref: React.RefObject<E>; width: number } {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
