import { notificationSuite } from "./suite.js";

notificationSuite("fake://", async () => ({ url: "fake://notify-suite", stop: async () => {} }), {
  pools: true,
});
