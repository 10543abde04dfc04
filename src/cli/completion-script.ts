import type { Command, Option } from "commander";

/** A shell that can be completed in. */
export type Shell = "bash" | "zsh" | "fish";

/**
 * A script that completes the commands of a program and their options; after an option that takes a value the words it
 * can be, or file names, or nothing.
 */
export function completionScript(shell: Shell, program: Command): string {
  switch (shell) {
    case "bash":
      return bashScript(program);
    case "zsh":
      return zshScript(program);
    case "fish":
      return fishScript(program);
  }
}

function bashScript(program: Command): string {
  const name = program.name();
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words=${quoted(wordsOf(command).join(" "))} ;;`,
  );
  const top = [...program.commands.map((command) => command.name()), "help", "--help", "--version"];
  return `_${identifier(name)}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  COMPREPLY=()
  case "\${COMP_WORDS[1]} $previous" in
${program.commands.flatMap(bashValues).join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(top.join(" "))} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) words=${quoted(program.commands.map((command) => command.name()).join(" "))} ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -F _${identifier(name)} ${name}
`;
}

/** The cases of a command's options that take a value. */
function bashValues(command: Command): string[] {
  const valued = command.options.filter(({ required, long }) => required && long !== undefined);
  return valued.map((option) => {
    const offers = takesFile(option) ? "-f" : `-W ${quoted(option.argChoices?.join(" ") ?? "")}`;
    return `    ${quoted(`${command.name()} ${option.long}`)}) COMPREPLY=($(compgen ${offers} -- "$current")); return ;;`;
  });
}

/** Bash's, which zsh can run. Loaded by the first completion itself, the file has to answer that one too. */
function zshScript(program: Command): string {
  const name = program.name();
  return `#compdef ${name}
autoload -U +X bashcompinit && bashcompinit
${bashScript(program)}if [[ "$funcstack[1]" = _${name} ]]; then _bash_complete -o bashdefault -F _${identifier(name)}; fi
`;
}

function fishScript(program: Command): string {
  const name = program.name();
  const lines = [`complete -c ${name} -f`];
  for (const command of program.commands) {
    const here = `__fish_seen_subcommand_from ${command.name()}`;
    lines.push(
      `complete -c ${name} -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
    );
    for (const choice of choicesOf(command))
      lines.push(`complete -c ${name} -n ${quoted(here)} -a ${choice}`);
    for (const option of command.options) {
      const long = option.long?.replace(/^--/, "");
      if (long === undefined) continue;
      const choices = option.argChoices === undefined ? "" : ` -a ${quoted(option.argChoices.join(" "))}`;
      const takes = takesFile(option) ? " -r -F" : option.required ? ` -x${choices}` : "";
      lines.push(
        `complete -c ${name} -n ${quoted(here)} -l ${long}${takes} -d ${quoted(option.description)}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}

function wordsOf(command: Command): string[] {
  return [...choicesOf(command), ...command.options.flatMap(({ long }) => long ?? []), "--help"];
}

function choicesOf(command: Command): readonly string[] {
  return command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
}

function takesFile({ flags }: Option): boolean {
  return /<(?:file|dir)>/.test(flags);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function identifier(name: string): string {
  return name.replace(/\W/g, "_");
}
