import { Injectable } from "@nestjs/common";

/** What the endpoint needs, as any provider of the application. */
@Injectable()
export class Greetings {
  of(name: string): string {
    return `Hello, ${name}`;
  }
}
