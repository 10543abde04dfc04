import { createHash } from "node:crypto";
import type { ServiceDescriptor } from "../definition/descriptor.js";
import type { ServiceModel } from "../definition/model.js";
import { toDescriptor } from "../definition/to-descriptor.js";
import { modelsOf } from "../discovery/server-descriptions.js";
import { stringifyJson } from "../json/json.js";
import type { ServerDescription } from "../rpc/discovery-endpoint.js";
import { CommandFailure } from "../terminal/command-failure.js";
import type { KnownDefinition } from "./known-methods.js";
import { type Place, sameAs } from "./places.js";

/** Definitions that are kept beside those of the last look. */
const MOST_FORMER = 200;

/** A definition, or what is wrong with it. */
type Read = { readonly model: ServiceModel; readonly descriptor: ServiceDescriptor } | string;

interface Told {
  readonly read: Read;
  /** Where it was told. */
  readonly places: readonly Place[];
}

/**
 * The definitions that servers tell. Many servers tell the same, which is read once; one that nobody tells any more is kept
 * for some time, since what it says is secret still is.
 */
export class ToldDefinitions {
  /** By the digest of their text, the one told longest ago first. */
  readonly #all = new Map<string, Told>();
  readonly #toldNow = new Set<string>();

  /** All that are known, also of former looks. */
  get known(): readonly KnownDefinition[] {
    return [...this.#all.values()].flatMap(({ read, places }) =>
      typeof read === "string" ? [] : [{ descriptor: read.descriptor, places }],
    );
  }

  /** A look at all servers begins. */
  beginLook(): void {
    this.#toldNow.clear();
  }

  /** Each definition of a server at a topic, or what is wrong with it. */
  of(description: ServerDescription, place: Place): readonly (ServiceModel | string)[] {
    return (description.services ?? []).map((definition) => {
      const key = createHash("sha256").update(stringifyJson(definition)).digest("base64");
      const former = this.#all.get(key);
      const read = former?.read ?? readOne({ ...description, services: [definition] });
      const places = former?.places ?? [];
      this.#all.delete(key);
      this.#all.set(key, { read, places: places.some(sameAs(place)) ? places : [...places, place] });
      this.#toldNow.add(key);
      return typeof read === "string" ? read : read.model;
    });
  }

  /** The look has ended: those told longest ago are forgotten where there are too many. */
  endLook(): void {
    for (const key of this.#all.keys()) {
      if (this.#all.size <= this.#toldNow.size + MOST_FORMER) return;
      this.#all.delete(key);
    }
  }
}

function readOne(description: ServerDescription): Read {
  try {
    const [model] = modelsOf(description);
    return model === undefined
      ? "The server tells no definition"
      : { model, descriptor: toDescriptor(model) };
  } catch (error) {
    if (error instanceof CommandFailure) return error.message;
    throw error;
  }
}
