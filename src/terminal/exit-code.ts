/** How both commands end: all went well. */
export const EXIT_OK = 0;
/** How both commands end: the call or the check failed. */
export const EXIT_FAILED = 1;
/** How both commands end: the command line, or a configuration it names, is wrong. */
export const EXIT_USAGE = 2;
