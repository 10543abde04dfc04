/**
 * What the bundle takes from its module rather than from the global object. There `Buffer` is an accessor, which is
 * called each time its name is read, a dozen times a message. `performance` is one as well, but stays where programs
 * put fake clocks.
 */
export { Buffer } from "node:buffer";
