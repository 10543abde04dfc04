import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RequestContext } from "../../../src/index.js";
import { parseJson } from "../../../src/json/json.js";

describe("RequestContext", () => {
  it("reads the fields oslo.context writes", () => {
    // RequestContext(...).to_dict() of oslo.context 5.0.
    const context = new RequestContext({
      user: "u",
      project_id: "p",
      system_scope: "all",
      project: "p",
      domain: "d",
      user_domain: "ud",
      project_domain: "pd",
      is_admin: false,
      read_only: true,
      show_deleted: false,
      auth_token: "secret",
      request_id: "req-1",
      global_request_id: "req-0",
      resource_uuid: "ru",
      roles: ["reader", "member"],
      user_identity: "u p d ud pd",
      is_admin_project: true,
    });
    assert.deepEqual(
      [
        context.userId,
        context.projectId,
        context.systemScope,
        context.domainId,
        context.userDomainId,
        context.projectDomainId,
        context.isAdmin,
        context.readOnly,
        context.showDeleted,
        context.authToken,
        context.requestId,
        context.globalRequestId,
        context.globalId,
        context.resourceUuid,
        context.roles,
        context.userIdentity,
        context.isAdminProject,
      ],
      [
        "u",
        "p",
        "all",
        "d",
        "ud",
        "pd",
        false,
        true,
        false,
        "secret",
        "req-1",
        "req-0",
        "req-0",
        "ru",
      ].concat([["reader", "member"], "u p d ud pd", true] as never),
    );
  });

  it("reads the newer names first, and names beside ids", () => {
    const context = new RequestContext({
      user_id: "new",
      user: "old",
      tenant: "t",
      domain_id: "d",
      user_domain_id: "ud",
      project_domain_id: "pd",
      user_name: "un",
      project_name: "pn",
      domain_name: "dn",
      user_domain_name: "udn",
      project_domain_name: "pdn",
      request_id: "r",
    });
    assert.deepEqual(
      [context.userId, context.projectId, context.domainId, context.userDomainId, context.projectDomainId],
      ["new", "t", "d", "ud", "pd"],
    );
    assert.deepEqual(
      [
        context.userName,
        context.projectName,
        context.domainName,
        context.userDomainName,
        context.projectDomainName,
        context.globalId,
      ],
      ["un", "pn", "dn", "udn", "pdn", "r"],
    );
  });

  it("has nothing for fields that are missing, of a wrong type, or inherited", () => {
    const wrong = new RequestContext({ user: 5, roles: ["a", 1], is_admin: "true", request_id: null });
    for (const context of [
      wrong,
      new RequestContext(),
      new RequestContext(
        parseJson('{"__proto__":{"user_id":"root","roles":["admin"],"is_admin":true}}') as never,
      ),
      new RequestContext(Object.create({ user_id: "root", roles: [], is_admin: true })),
    ]) {
      assert.deepEqual(
        [context.userId, context.roles, context.isAdmin, context.requestId, context.globalId],
        [undefined, undefined, undefined, undefined, undefined],
      );
    }
  });

  it("gives its fields as a copy", () => {
    const fields = { request_id: "r", own: { a: 1 } };
    const context = new RequestContext(fields);
    const copy = context.toFields();
    assert.deepEqual(copy, fields);
    copy.request_id = "other";
    assert.equal(context.requestId, "r");
  });

  it("keeps its deadline with other fields", () => {
    const { signal } = new AbortController();
    const context = new RequestContext({ a: 1 }, { remaining: 3, signal }).withFields({ b: 2 });
    assert.deepEqual([context.remaining, context.signal, context.fields], [3, signal, { b: 2 }]);
  });

  it("has no deadline of its own", () => {
    const context = new RequestContext();
    assert.equal(context.remaining, undefined);
    assert.equal(context.signal.aborted, false);
  });
});
