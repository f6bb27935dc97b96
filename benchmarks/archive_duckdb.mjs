// SPDX-License-Identifier: MIT
// A task of archive.py in DuckDB: node archive_duckdb.mjs TASK COLUMNS FILE [THREADS]
//
// Each line of the file COLUMNS has a name, a tab and a type, as printed by `callview columns call_summary`. The result
// goes to standard output. The package @duckdb/node-api must be in the working directory.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { DuckDBInstance } = createRequire(process.cwd() + "/")("@duckdb/node-api");

const [task, columnsFile, file, threads = "1"] = process.argv.slice(2);
const text = (value) => `'${value.replaceAll("'", "''")}'`;
const name = (value) => `"${value.replaceAll('"', '""')}"`;

// Times are text as well, so that DuckDB need not convert them.
const types = {
  string: "VARCHAR", enumeration: "VARCHAR", time: "VARCHAR", integer: "BIGINT", seconds: "BIGINT",
  milliseconds: "BIGINT", number: "DOUBLE", boolean: "BOOLEAN", json: "JSON",
};
const ofEnvelope = {
  "event.id": "id", "event.source": "source", "event.type": "type", "event.time": "time",
  "event.schema_version": "CAST(regexp_extract(dataschema, '[0-9]+$') AS BIGINT)",
  "event.data_form": "CASE json_type(data) WHEN 'VARCHAR' THEN 'string' ELSE 'object' END",
};
const lines = readFileSync(columnsFile, "utf8").split("\n").filter((line) => line !== "");
const wanted = lines.map((line) => line.split("\t"));
const needsForm = wanted.some(([column]) => column === "event.data_form");

// As VARCHAR, `data` is the document in both forms: the reader unescapes a string, and an object remains JSON. Only the
// column event.data_form must distinguish the two forms.
const envelope = { type: "VARCHAR", data: needsForm ? "JSON" : "VARCHAR" };
if (task === "check" || wanted.some(([column]) => column.startsWith("event."))) {
  Object.assign(envelope, { id: "VARCHAR", source: "VARCHAR", time: "VARCHAR", dataschema: "VARCHAR" });
}
const events = `read_json(${text(file)}, format = 'newline_delimited', columns = {${Object.entries(envelope)
  .map(([key, type]) => `${name(key)}: '${type}'`)
  .join(", ")}})`;
const isSummary = `type IN (${["complete", "partial", "predicted-complete"]
  .map((state) => text(`com.twilio.voice.insights.call-summary.${state}`))
  .join(", ")})`;
const document = needsForm ? "data->>'$'" : "data";

// The structure of the selected fields, as json_transform() expects it.
const structure = {};
for (const [column, type] of wanted) {
  if (column in ofEnvelope) continue;
  const path = column.split(".");
  const last = path.pop();
  let object = structure;
  for (const key of path) object = object[key] ??= {};
  object[last] = types[type];
}
const access = ([column]) => ofEnvelope[column] ?? ["d", ...column.split(".").map(name)].join(".");
const rows = `SELECT ${wanted.map((column) => `${access(column)} AS ${name(column[0])}`).join(", ")}
  FROM (SELECT *, json_transform(${document}, ${text(JSON.stringify(structure))}) AS d FROM ${events} WHERE ${isSummary})`;

const queries = {
  csv: rows,
  count: `SELECT count(*), * FROM (${rows}) GROUP BY ALL`,
  // A row for each column. quantile_disc() is the nearest rank.
  p95: `UNPIVOT (SELECT ${wanted.map(([column]) => `quantile_disc(${name(column)}, 0.95) AS ${name(column)}`).join(", ")}
    FROM (${rows})) ON COLUMNS(*)`,
  check: `SELECT count(*), count(*) FILTER (id IS NULL OR source IS NULL OR type IS NULL OR NOT json_valid(${document}))
    FROM ${events}`,
};

const connection = await (await DuckDBInstance.create(":memory:", { threads })).connect();
await connection.run(`COPY (${queries[task]}) TO '/dev/stdout' (FORMAT csv, HEADER ${task === "csv"})`);
