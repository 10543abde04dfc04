import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Linked, LinkedList } from "../../../src/collections/linked-list.js";

class Member implements Linked<Member> {
  previous: Member | undefined;
  next: Member | undefined;
  list: LinkedList<Member> | undefined;
}

function filled(length: number): { list: LinkedList<Member>; members: Member[] } {
  const list = new LinkedList<Member>();
  const members = Array.from({ length }, () => new Member());
  for (const member of members) list.push(member);
  return { list, members };
}

describe("a list of members that come and go", () => {
  it("has them in order, whoever of them leaves", () => {
    const { list, members } = filled(5);
    const [first, second, third, fourth, fifth] = members as [Member, Member, Member, Member, Member];
    assert.ok(list.remove(third));
    assert.ok(!list.remove(third));
    assert.ok(list.remove(first));
    assert.ok(list.remove(fifth));
    list.unshift(third);
    assert.deepEqual([...list], [third, second, fourth]);
    assert.deepEqual([list.size, list.first, list.last], [3, third, fourth]);
    assert.ok(!new LinkedList<Member>().remove(second));
  });

  it("has a member once, and it is in no other list", () => {
    const { list, members } = filled(3);
    const [first, second, third] = members as [Member, Member, Member];
    list.push(first);
    list.unshift(third);
    list.push(second);
    list.push(second);
    assert.deepEqual([[...list], list.size], [[third, first, second], 3]);
    const other = filled(1);
    other.list.push(third);
    other.list.unshift(second);
    assert.deepEqual([[...list], list.size, list.first], [[first], 1, first]);
    assert.deepEqual([...other.list], [second, ...other.members, third]);
    assert.deepEqual([other.list.size, other.list.first], [3, second]);
  });

  it("goes through all that are left when one takes others with it", () => {
    const { list, members } = filled(6);
    const come: number[] = [];
    for (const member of list) {
      const index = members.indexOf(member);
      come.push(index);
      list.remove(member);
      if (index === 1) for (const other of [2, 3]) list.remove(members[other] as Member);
      list.push(new Member());
    }
    assert.deepEqual(come, [0, 1, 4, 5]);
  });
});
