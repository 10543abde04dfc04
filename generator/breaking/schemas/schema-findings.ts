import { getOrInsert } from "../../../src/collections/get-or-insert.js";
import { groupBy } from "../../../src/collections/group-by.js";
import { placeOfSchema } from "../../../src/definition/rewrite-refs.js";
import { isJsonObject } from "../../../src/json/json-object.js";
import { counterexample } from "../../../src/subset/counterexample.js";
import type { SchemaOf } from "../../../src/subset/definitions.js";
import { Prover, proverOf } from "../../../src/subset/prover.js";
import type { Bump, Finding } from "../finding.js";
import type { Change, Edition } from "../rule.js";
import { type ChangedNode, ChangeGraph } from "./change-graph.js";
import { writtenKeyword } from "./check-octets.js";
import { brokenBy, bumpOf, KINDS_OF_CHANGE, type Kind, type SchemaRoot } from "./schema-root.js";

/** Of the places that a changed schema reaches, so many are asked for a value that proves the change. */
const MOST_ASKED = 3;
/** Searches for values, for all the schemas of a service together. */
const MOST_SEARCHES = 400;

/** A place that the change of a node reaches, and may break. */
interface Effect {
  readonly root: SchemaRoot;
  readonly kind: Kind;
  /** True when nothing else that changed can be why. */
  readonly isOnly: boolean;
}

/** Compares schemas of both ages, and reports each that changed once, with all the places that it reaches. */
export function schemaFindings(change: Change, roots: readonly SchemaRoot[]): Finding[] {
  return new SchemaComparison(change).findings(roots);
}

class SchemaComparison {
  readonly #old: Edition;
  readonly #new: Edition;
  readonly #graph: ChangeGraph;
  readonly #harmless = new Map<ChangedNode, Map<Kind, boolean>>();
  #searches = 0;

  constructor({ old, new: now }: Change) {
    this.#old = old;
    this.#new = now;
    this.#graph = new ChangeGraph(old.definitions, now.definitions);
  }

  findings(roots: readonly SchemaRoot[]): Finding[] {
    const effects = new Map<ChangedNode, Effect[]>();
    for (const root of roots) {
      const start = this.#graph.node(root.old, root.new);
      if (start === undefined) continue;
      for (const kind of KINDS_OF_CHANGE) {
        const culprits = this.#culprits(root, start, kind);
        if (culprits.length === 0 || this.#isProved(root, kind)) continue;
        for (const node of culprits)
          getOrInsert(effects, node, () => []).push({ root, kind, isOnly: culprits.length === 1 });
      }
    }
    return [...effects].flatMap(([node, list]) => this.#report(node, list));
  }

  #isProved(root: SchemaRoot, kind: Kind): boolean {
    const [one, other] = this.#sides(root, kind);
    return proverOf(one.definitions, other.definitions).proves([one.schema], other.schema);
  }

  /**
   * The changed schemas that may be why a root changed in that way. There are none when each is harmless by itself and
   * what is around it follows what it does: then the root is as harmless, however far down they are.
   */
  #culprits(root: SchemaRoot, start: ChangedNode, kind: Kind): readonly ChangedNode[] {
    const other: Kind = kind === "narrowed" ? "widened" : "narrowed";
    const reached = [...this.#graph.reached(start)];
    const found = reached.filter(
      ([node, isMonotone]) =>
        node.own.length > 0 &&
        !(this.#isHarmless(node, kind) && (isMonotone || this.#isHarmless(node, other))),
    );
    if (found.length > 0) return found.map(([node]) => node);
    // Where an integer is converted depends on schemas beside its own.
    const isConverted =
      this.#old.definitions.holdsInt64(root.old) || this.#new.definitions.holdsInt64(root.new);
    return isConverted || reached.some(([, isMonotone]) => !isMonotone) ? [start] : [];
  }

  /** True when the schema itself neither loses nor gains values, but for what those inside of it do. */
  #isHarmless(node: ChangedNode, kind: Kind): boolean {
    const known = getOrInsert(this.#harmless, node, () => new Map<Kind, boolean>());
    return getOrInsert(known, kind, () => this.#isProvedHarmless(node, kind));
  }

  #isProvedHarmless(node: ChangedNode, kind: Kind): boolean {
    const [one, other] = this.#sides(node, kind);
    const alike = node.children.flatMap(({ pair, node: inner }) =>
      [pair, [inner.old, inner.new] as const].map(([old, now]) =>
        kind === "narrowed" ? ([old, now] as const) : ([now, old] as const),
      ),
    );
    const prover = new Prover(one.definitions, other.definitions, 0, alike);
    return prover.proves([one.schema], other.schema);
  }

  #report(node: ChangedNode, effects: readonly Effect[]): Finding[] {
    const examples = new Map<Effect, { readonly value: unknown }>();
    // Where one of a kind on peers of one kind is proved, the others are likely to be alike.
    const groups = groupBy(effects, ({ root, kind }) => `${root.rule} ${kind}`);
    for (const group of groups.values()) {
      for (const effect of group.slice(0, MOST_ASKED)) {
        const example = this.#example(node, effect);
        if (example === undefined) continue;
        examples.set(effect, example);
        break;
      }
    }
    const bumps = [...examples.keys()].map(({ root, kind }) => bumpOf(root, kind));
    const certain = (["major", "minor"] as const).find((bump) => bumps.includes(bump)) ?? "none";
    const isWithin = ({ root, kind }: Effect) =>
      certain === "major" || (certain === "minor" && bumpOf(root, kind) === "minor");
    const [first] = [...examples].filter(([effect]) => bumpOf(effect.root, effect.kind) === certain);
    const open = effects.filter((effect) => !isWithin(effect));
    return [
      ...(first === undefined
        ? []
        : [
            {
              ...this.#describe(node, effects.filter(isWithin), certain, false),
              rule: first[0].root.rule,
              example: first[1].value,
            },
          ]),
      ...(open.length === 0 ? [] : [this.#unsure(node, open)]),
    ];
  }

  #unsure(node: ChangedNode, effects: readonly Effect[]): Finding {
    const worst = effects.find(({ root, kind }) => bumpOf(root, kind) === "major") ?? effects[0];
    const bump = worst === undefined ? "none" : bumpOf(worst.root, worst.kind);
    return { ...this.#describe(node, effects, bump, true), rule: worst?.root.rule ?? "", uncertain: true };
  }

  #describe(
    node: ChangedNode,
    effects: readonly Effect[],
    bump: Bump,
    isUnsure: boolean,
  ): Omit<Finding, "rule"> {
    const roots = [...new Set(effects.map(({ root }) => root))];
    const kinds = new Set(effects.map(({ kind }) => kind));
    const place = placeOfSchema(node.new) ?? placeOfSchema(node.old);
    const [root] = roots;
    const isOwn = roots.length === 1 && (place === undefined || place.pointer === root?.pointer);
    const subject = isOwn ? (root?.subject ?? "") : "this schema";
    const what =
      node.own.length === 0 || node.own.includes("schema")
        ? ""
        : ` (${shownKeywords(writtenKeywords(node))})`;
    return {
      file: placeOfSchema(node.new)?.file ?? this.#new.model.file,
      pointer: placeOfSchema(node.new)?.pointer ?? root?.pointer ?? "",
      message: `${isUnsure ? doubt(subject, kinds) : `${subject} ${change(kinds)}`}${what}`,
      breaks: [...new Set(effects.map(({ root: each, kind }) => brokenBy(each, kind)))],
      bump,
      ...(isOwn
        ? {}
        : { reaches: [...new Set(roots.map(({ subject: one, owner }) => `${one} of ${owner}`))] }),
    };
  }

  #example(node: ChangedNode, { root, kind, isOnly }: Effect): { readonly value: unknown } | undefined {
    this.#searches += 1;
    if (this.#searches > MOST_SEARCHES) return undefined;
    const [one, other] = this.#sides(root, kind);
    const places = new Set([node.old, node.new]);
    return counterexample(one, other, places) ?? (isOnly ? counterexample(one, other) : undefined);
  }

  /** Whose values have to be accepted, and by whom. */
  #sides(
    { old, new: now }: { readonly old: unknown; readonly new: unknown },
    kind: Kind,
  ): [SchemaOf, SchemaOf] {
    const before = { schema: old, definitions: this.#old.definitions };
    const after = { schema: now, definitions: this.#new.definitions };
    return kind === "narrowed" ? [before, after] : [after, before];
  }
}

function change(kinds: ReadonlySet<Kind>): string {
  if (kinds.size > 1) return "no longer allows what it did, and allows more";
  return kinds.has("narrowed") ? "no longer allows what it did" : "allows more than it did";
}

function doubt(subject: string, kinds: ReadonlySet<Kind>): string {
  if (kinds.size > 1) return `cannot tell whether ${subject} allows what it did`;
  const what = kinds.has("narrowed") ? "still allows all it did" : "allows no more than it did";
  return `cannot tell whether ${subject} ${what}`;
}

function writtenKeywords({ own, old, new: now }: ChangedNode): readonly string[] {
  return own.map((keyword) => writtenKeyword(keyword, ...[old, now].filter(isJsonObject)));
}

function shownKeywords(keywords: readonly string[]): string {
  const shown = keywords.slice(0, 3).join(", ");
  return keywords.length > 3 ? `${shown} and ${keywords.length - 3} more` : shown;
}
