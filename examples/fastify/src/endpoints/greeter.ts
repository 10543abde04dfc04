import type { RequestContext } from "oslo-rpc";
import { GreeterEndpoint } from "../../generated/greeter/index.js";

export class Greeter extends GreeterEndpoint {
  override async hello(_ctx: RequestContext, name: string): Promise<string> {
    return `Hello, ${name}`;
  }
}
