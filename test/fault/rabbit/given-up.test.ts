import { givenUpSuite } from "../../rabbit/support/given-up-suite.js";

givenUpSuite({ direct: 20, delayed: 20 });
