// Answers of connected systems in a demo: the examples that their documents give.

// The answer that an operation gives as an example, `{ status, body }`; nothing where there is none. In a document with examples an answer
// without a body needs none.
export function example({ root, responses }, resolve) {
  const [status, written] = Object.entries(responses).find(([status]) => /^2\d\d$/.test(status)) ?? [];
  if (!status) return null;
  const [media] = Object.values(resolve(root, written).content ?? {});
  if (!media) return hasExamples(root, resolve) ? { status: Number(status), body: null } : null;
  const body = exampleOf(media, resolve(root, media.schema), root, resolve);
  return body === undefined ? null : { status: Number(status), body };
}

// What stands with the answer counts before what stands with its schema.
function exampleOf({ example, examples }, schema, root, resolve) {
  if (example !== undefined) return example;
  const [first] = Object.values(examples ?? {});
  return first ? resolve(root, first).value : schema.example ?? schema.examples?.[0];
}

function hasExamples(root, resolve) {
  const operations = Object.values(root.paths ?? {}).flatMap((item) => Object.values(resolve(root, item)));
  return operations.some(({ responses = {} }) => Object.values(responses).some((written) =>
    Object.values(resolve(root, written).content ?? {}).some((media) => exampleOf(media, resolve(root, media.schema), root, resolve) !== undefined)));
}
