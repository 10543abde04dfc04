import type { RequestContext } from "oslo-rpc";
import { MySecondServiceEndpoint } from "../generated/my-second-service/index.js";

/** The sandbox's second endpoint: same topic, exchange and namespace, other methods. */
export class MySecondService extends MySecondServiceEndpoint {
  override methodB(_ctx: RequestContext, arg: string): string {
    return arg;
  }

  override common(_ctx: RequestContext): string {
    return "MySecondService";
  }
}
