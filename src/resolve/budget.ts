/** The time that uv may take in one run of lockgen. */
export interface Budget {
  /** All of it, in milliseconds. */
  readonly whole: number;
  /** What is left of it; 0 where it is spent. */
  left(): number;
}

/** A budget that runs from now on. */
export function openBudget(whole: number): Budget {
  const until = performance.now() + whole;
  return { whole, left: () => Math.max(0, Math.ceil(until - performance.now())) };
}
