import type { Health, Views } from "../../../src/console/api.js";
import type { Load, NotificationLine, TrafficLine } from "../../../src/console/events.js";
import { LoadHistory } from "../load/load-history.js";
import { Changing } from "../parts/changing.js";
import { TrafficRows } from "../traffic/traffic-rows.js";
import { RecentRows } from "./recent-rows.js";

/** The condition of the connection to the server of this page. */
export type StreamState = "connecting" | "open" | "reconnecting" | "no permission";

/** Everything that the server tells without being asked, as far as it is kept. */
export class LiveState extends Changing {
  readonly traffic = new TrafficRows();
  readonly notifications = new RecentRows<NotificationLine>();
  readonly load = new LoadHistory();
  health: Health | undefined;
  views: Views | undefined;
  stream: StreamState = "connecting";
  /** Lines that never came to this page. */
  lost = 0;

  setStream(stream: StreamState): void {
    this.stream = stream;
    this.changed();
  }

  setHealth(health: Health): void {
    this.health = health;
    this.changed();
  }

  setViews(views: Views): void {
    this.views = views;
    this.changed();
  }

  addTraffic(lines: readonly TrafficLine[]): void {
    this.traffic.add(lines);
    this.changed();
  }

  clearTraffic(): void {
    this.traffic.clear();
    this.lost = 0;
    this.changed();
  }

  clearNotifications(): void {
    this.notifications.clear();
    this.changed();
  }

  addNotifications(lines: readonly NotificationLine[]): void {
    this.notifications.add(lines);
    this.changed();
  }

  addLoad(load: Load): void {
    this.load.add(load);
    this.changed();
  }

  addLost(count: number): void {
    this.lost += count;
    this.changed();
  }
}
