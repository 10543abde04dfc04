/** In a set of their own, so that no property of a function can be taken for the mark. */
const exposed = new WeakSet<object>();

/**
 * Marks a method of an endpoint for {@link ExplicitRPCAccessPolicy} (`oslo_messaging.expose`). A standard decorator,
 * `@expose`, and a plain function for programs without decorators: `static { expose(this.prototype.methodA); }`.
 *
 * @returns the method itself
 */
export function expose<Method extends (...args: never[]) => unknown>(
  method: Method,
  _context?: ClassMethodDecoratorContext,
): Method {
  exposed.add(method);
  return method;
}

/** Whether `expose` was applied to the function. */
export function isExposed(method: object): boolean {
  return exposed.has(method);
}
