/** The exit code when all went well. */
export const EXIT_OK = 0;
/** The exit code when the call or the check failed. */
export const EXIT_FAILED = 1;
/** The exit code when the command line, or a configuration it names, is wrong. */
export const EXIT_USAGE = 2;
/** The exit code when a check found nothing but warnings. */
export const EXIT_WARNED = 3;
