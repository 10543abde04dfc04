import { Inject, Injectable } from "@nestjs/common";
import type { RequestContext } from "oslo-rpc";
import { GreeterEndpoint } from "../generated/greeter/index.js";
import { Greetings } from "../greetings.js";

@Injectable()
export class Greeter extends GreeterEndpoint {
  @Inject(Greetings) private readonly greetings!: Greetings;

  override async hello(_ctx: RequestContext, name: string): Promise<string> {
    return this.greetings.of(name);
  }
}
