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

/** Asks for what the live contract has, by the words of the line so far. */
const LIVE = "--live";

/** Options of a line that say whom to ask. */
const ASKED_WITH = ["--url", "--config-file", "--config-dir", "--config", "--exchange", "--server"];

function bashScript(program: Command): string {
  const name = program.name();
  const live = program.commands.filter(({ options }) => options.some(({ long }) => long === LIVE));
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words=${quoted(wordsOf(command).join(" "))} ;;`,
  );
  const top = [...program.commands.map((command) => command.name()), "help", "--help", "--version"];
  return `${live.length > 0 ? bashLive(name, live) : ""}_${identifier(name)}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words
  COMPREPLY=()
  case "\${COMP_WORDS[1]} $previous" in
${program.commands.flatMap(bashValues).join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W ${quoted(top.join(" "))} -- "$current"))
    return
  fi
${live.length > 0 ? `  if _${identifier(name)}_live "$current"; then return; fi\n` : ""}  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) words=${quoted(program.commands.map((command) => command.name()).join(" "))} ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -F _${identifier(name)} ${name}
`;
}

/**
 * A function that offers methods, and the arguments of a method, of the servers that a line with `--live` is for. The line
 * is split here: the shell takes the colons of a URL for ends of words.
 */
function bashLive(name: string, commands: readonly Command[]): string {
  const options = new Set(commands.flatMap((command) => command.options));
  const valued = [...options].flatMap(({ required, long }) => (required && long !== undefined ? [long] : []));
  const others = [...new Set(valued)].filter((long) => !ASKED_WITH.includes(long));
  return `_${identifier(name)}_live() {
  local line names=() asked=() at=2
  line=(\${COMP_LINE:0:$COMP_POINT})
  case "\${line[1]}" in
    ${commands.map((command) => command.name()).join("|")}) ;;
    *) return 1 ;;
  esac
  case " \${line[*]} $1" in
    *" ${LIVE} "*) ;;
    *) return 1 ;;
  esac
  case "$1" in -*) return 1 ;; esac
  # What is being written is no word of the line yet.
  [ -z "$1" ] || unset "line[\${#line[@]}-1]"
  while [ "$at" -lt "\${#line[@]}" ]; do
    case "\${line[at]}" in
      ${ASKED_WITH.join("|")}) asked+=("\${line[at]}" "\${line[at+1]}"); at=$((at + 1)) ;;
      ${others.join("|")}) at=$((at + 1)) ;;
      -*) ;;
      *) names+=("\${line[at]}") ;;
    esac
    at=$((at + 1))
  done
  [ "\${#names[@]}" -gt 0 ] || return 1
  # After the = of an argument its value follows.
  [ -z "\${names[1]}" ] || compopt -o nospace 2>/dev/null
  COMPREPLY=($(compgen -W "$(${name} describe "\${names[0]}" --names \${names[1]} "\${asked[@]}" --timeout 2 2>/dev/null)" -- "$1"))
}
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
