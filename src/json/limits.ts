/** How many arrays and objects may stand inside each other, in what is read and in what is written. */
export const MAX_DEPTH = 512;

/**
 * How many digits an integer may have. Python's own limit (`sys.set_int_max_str_digits`): a peer refuses a
 * text with a longer one, and reading one takes quadratic time.
 */
export const MAX_INTEGER_DIGITS = 4300;
