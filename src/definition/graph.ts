import { getOrInsert } from "../collections/get-or-insert.js";
/** The nodes that each node of a graph leads to. */
export type Graph<Node> = ReadonlyMap<Node, Iterable<Node>>;

/** The nodes from which a way leads to one of the goals, and the goals themselves. */
export function nodesLeadingTo<Node>(graph: Graph<Node>, goals: Iterable<Node>): ReadonlySet<Node> {
  const comingFrom = new Map<Node, Node[]>();
  for (const [node, others] of graph) {
    for (const other of others) getOrInsert(comingFrom, other, () => []).push(node);
  }
  const found = new Set(goals);
  for (const node of found) for (const before of comingFrom.get(node) ?? []) found.add(before);
  return found;
}

/**
 * The nodes from which a way leads back to them (Tarjan's strongly connected components). Not recursive: a
 * chain may have any length.
 */
export function nodesOnCycles<Node>(edges: Graph<Node>): ReadonlySet<Node> {
  const found = new Set<Node>();
  const order = new Map<Node, number>();
  /** The earliest node that each one on the path is known to lead to. */
  const low = new Map<Node, number>();
  const component: Node[] = [];
  const waiting = new Set<Node>();
  const path: { readonly name: Node; readonly rest: Iterator<Node> }[] = [];

  const enter = (name: Node): void => {
    order.set(name, order.size);
    low.set(name, order.size - 1);
    component.push(name);
    waiting.add(name);
    path.push({ name, rest: (edges.get(name) ?? [])[Symbol.iterator]() });
  };
  const lower = (name: Node, to: number | undefined): void => {
    low.set(name, Math.min(low.get(name) ?? 0, to ?? 0));
  };
  const leave = (name: Node): void => {
    path.pop();
    const parent = path.at(-1)?.name;
    if (parent !== undefined) lower(parent, low.get(name));
    if (low.get(name) !== order.get(name)) return;
    const members = component.splice(component.lastIndexOf(name));
    for (const member of members) {
      waiting.delete(member);
      if (members.length > 1 || leadsTo(edges, member, member)) found.add(member);
    }
  };

  for (const start of edges.keys()) {
    if (order.has(start)) continue;
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) leave(top.name);
      else if (!order.has(next.value)) enter(next.value);
      else if (waiting.has(next.value)) lower(top.name, order.get(next.value));
    }
  }
  return found;
}

function leadsTo<Node>(edges: Graph<Node>, from: Node, to: Node): boolean {
  return [...(edges.get(from) ?? [])].includes(to);
}
