/** Where a file goes that a lockfile takes the place of. */
export const besidePath = (path: string): string => `${path}.before-lockgen`;
