/** What shows that an edit of a lockfile was never committed. */
export const HEAD_IS_RIGHT = 'HEAD has the right one';
