/** Most arrays and objects that may stand inside each other, in what is read and in what is written. */
export const MAX_DEPTH = 512;

/**
 * Most digits that an integer may have. Python's own limit (`sys.set_int_max_str_digits`): a peer refuses a
 * text with a longer one, and reading one takes quadratic time.
 */
export const MAX_INTEGER_DIGITS = 4300;
