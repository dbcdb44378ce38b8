// Signs requests to S3 within nginx: Signature Version 4 of AWS, with the payload
// unsigned, for the module http_js. The key stays in nginx's own settings.

import crypto from "crypto";

const SIGNED = "host;x-amz-content-sha256;x-amz-date";
const PAYLOAD = "UNSIGNED-PAYLOAD";
const PLAIN = /^[A-Za-z0-9._\/-]*$/;

// `20261130T021500Z`: the same for the header and for the signature.
function date(r) {
  return new Date(Math.floor(Number(r.variables.s3_time)) * 1000).toISOString().replace(/\.\d+/, "").replace(/[:-]/g, "");
}

// The header `Authorization`; empty where the operator has written no key, or for a path that the client does not make.
function authorization(r) {
  const own = r.variables;
  if (!own.s3_key) return "";
  const path = own.s3_path + (own.s3_cut ? r.uri.slice(own.s3_cut.length) : "");
  if (!PLAIN.test(path)) return "";
  const time = date(r);
  const scope = [time.slice(0, 8), own.s3_region, "s3", "aws4_request"];
  const headers = `host:${own.s3_host}\nx-amz-content-sha256:${PAYLOAD}\nx-amz-date:${time}\n`;
  const request = [r.method, path, query(own.args), headers, SIGNED, PAYLOAD].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), crypto.createHash("sha256").update(request).digest("hex")].join("\n");
  const key = scope.reduce((key, part) => hmac(key, part).digest(), `AWS4${own.s3_secret}`);
  return `AWS4-HMAC-SHA256 Credential=${own.s3_key}/${scope.join("/")}, SignedHeaders=${SIGNED}, Signature=${hmac(key, text).digest("hex")}`;
}

function hmac(key, text) {
  return crypto.createHmac("sha256", key).update(text);
}

// The parameters as they are signed: sorted, and encoded in one way.
function query(args) {
  const pairs = (args || "").split("&").filter((pair) => pair).map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)].map((part) => encodeURIComponent(decodeURIComponent(part))).join("=");
  });
  return pairs.sort().join("&");
}

export default { authorization, date };
