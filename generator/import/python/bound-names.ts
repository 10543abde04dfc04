import { readImport } from "./read-import.js";
import { childrenOf, type Node, type SourceText } from "./source-text.js";

/**
 * The names that a statement gives a value otherwise than by an assignment: those of a loop, say, of `as`, of a pattern,
 * and of `:=` anywhere in it. Blocks inside it have statements of their own.
 */
export function boundNames(node: Node, source: SourceText): readonly string[] {
  if (node.name === "ImportStatement") return importedNames(node, source);
  const targets = [...ownTargets(node), ...innerTargets(node, source)];
  return [...new Set(targets.flatMap((target) => namesIn(target, source)))];
}

function importedNames(node: Node, source: SourceText): readonly string[] {
  const imports = new Map();
  readImport(node, source, [], { imports, wildcards: [] });
  return [...imports.keys()];
}

function ownTargets(node: Node): readonly Node[] {
  switch (node.name) {
    case "ForStatement": {
      const children = childrenOf(node);
      return children.slice(
        children.findIndex(({ name }) => name === "for") + 1,
        children.findIndex(({ name }) => name === "in"),
      );
    }
    case "WithStatement":
    case "TryStatement":
      return childrenOf(node).filter((_, index, all) => all[index - 1]?.name === "as");
    case "ScopeStatement":
    case "DeleteStatement":
      return childrenOf(node);
    case "FunctionDefinition":
    case "ClassDefinition":
    case "TypeDefinition":
      return childrenOf(node)
        .filter(({ name }) => name === "VariableName")
        .slice(0, 1);
    case "DecoratedStatement":
      return ownTargets(childrenOf(node).at(-1) ?? node);
    default:
      return [];
  }
}

/** Those of patterns and of `:=`. */
function innerTargets(node: Node, source: SourceText): readonly Node[] {
  if (!source.hasInnerTargets) return [];
  const found: (Node | null)[] = [];
  node.cursor().iterate((each) => {
    const { name } = each;
    if (name === "AssignOp" && source.of(each) === ":=") found.push(each.node.prevSibling);
    else if (name === "CapturePattern") found.push(each.node);
    else if (name === "AsPattern") found.push(each.node.lastChild);
    return name !== "Body" && name !== "LambdaExpression";
  });
  return found.filter((each) => each !== null);
}

function namesIn(target: Node, source: SourceText): readonly string[] {
  const found: string[] = [];
  target.cursor().iterate((each) => {
    if (each.name === "VariableName") found.push(source.of(each.node));
    return each.name !== "MemberExpression";
  });
  return found;
}
