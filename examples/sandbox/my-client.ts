// Calls a method of my-server: npm run my-client -- my-topic methodA arg1=a arg2=b
import { Command } from "commander";
import { defineRequest } from "../../src/cli/commands/request.js";
import { joinConfigPairs } from "../../src/cli/config-pairs.js";
import { runCommand } from "../../src/terminal/run-command.js";

const command = defineRequest(new Command("call"))
  .name("my-client")
  .description("call a method of my-server and print its result as JSON")
  .setOptionValue("exchange", "my-exchange")
  .setOptionValue("namespace", "my-namespace")
  .hook("preAction", (called) => {
    const { server = "None", exchange, namespace, fanout = "None", schema } = called.opts();
    // What is missing is told by the command; with a definition the topic is that one's.
    if (called.args.length < 2 || schema !== undefined) return;
    console.error(
      `Calling server on topic ${called.args[0]}, server=${server} exchange=${exchange} namespace=${namespace} fanout=${fanout}`,
    );
  });

await runCommand(command, process.argv.slice(2), joinConfigPairs);
