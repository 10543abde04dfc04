import { givenUpSuite } from "./support/given-up-suite.js";

givenUpSuite({ direct: 5, delayed: 3 });
