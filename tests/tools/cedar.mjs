// Decides questions by Cedar itself and by the client's own function: TABLES CLIENT. Each line of TABLES is a set of rules, as policies, schema and
// table, with questions and what Rebadge says to each. Prints how many were asked, and every question on which one of the three differs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , tools, tables, client] = process.argv;
const cedar = createRequire(pathToFileURL(`${tools}/`))("@cedar-policy/cedar-wasm/nodejs");
// As data: older Node.js takes a `.js` file outside of a package for CommonJS.
const source = readFileSync(client, "utf8");
const { decide, tags } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

let asked = 0;
const differ = [];
for (const line of readFileSync(tables, "utf8").split("\n").filter(Boolean)) {
  const { policies, schema, table, questions } = JSON.parse(line);
  const valid = cedar.validate({ schema, policies: { staticPolicies: policies }, validationSettings: { mode: "strict" } });
  if (valid.type !== "success" || valid.validationErrors.length > 0) differ.push({ policies, valid });
  const parsed = cedar.preparsePolicySet("rules", { staticPolicies: policies });
  if (parsed.type !== "success") differ.push({ policies, parsed });
  for (const { person, action, resource, facts, uid, entities, allowed } of questions) {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: "Person", id: person.person }, action: { type: "Action", id: action }, resource: uid,
      context: {}, preparsedPolicySetId: "rules", entities, validateRequest: false,
    });
    const byCedar = answer.response?.decision === "allow" && answer.response.diagnostics.errors.length === 0;
    const byClient = decide(table, tags(table, person), action, resource, facts).allowed;
    if (answer.type !== "success" || byCedar !== allowed || byClient !== allowed) {
      differ.push({ policies, person, action, resource, facts, allowed, byCedar, byClient, answer });
    }
    asked += 1;
  }
}
console.log(JSON.stringify({ asked, differ: differ.slice(0, 3), count: differ.length }));
