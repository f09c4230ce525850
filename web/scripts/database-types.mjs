// Prints types of what PostgREST serves, read from the database that DATABASE_URL names.
//
// PostgreSQL calls every column of a view nullable. Here a column counts as never null if it is a
// column of a table that is declared so, and the table is not outer-joined; or if it is an expression
// that has a value whatever it is given (coalesce with a constant, count, exists, a literal).

import { generateTypescript, sortGeneratorMetadata } from "@supabase/postgrest-typegen/generation";
import { introspect } from "@supabase/postgrest-typegen/introspection";
import pg from "pg";

const SCHEMAS = ["admin", "analytics", "api"];

const ALWAYS_A_VALUE = /^(COALESCE\(.*'.*'.*\)|count\(|EXISTS \(|\(?EXISTS \(|'[^']*'::text\b|true\b|false\b|.* IS (NOT )?(NULL|DISTINCT FROM\b.*)$)/s;

const client = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 4 });
try {
    const metadata = await introspect(client, { includedSchemas: SCHEMAS });
    const known = await neverNull(client);
    for (const column of metadata.columns) {
        if (known.has(`${column.schema}.${column.table}.${column.name}`)) column.is_nullable = false;
    }
    const text = await generateTypescript(sortGeneratorMetadata(metadata), { postgrestVersion: "12" });
    process.stdout.write(`// Written by \`scripts/unison docs build\` from the database; change the views instead.\n\n${text}`);
} finally {
    await client.end();
}

/** Names (schema.view.column) of the columns of views that always have a value. */
async function neverNull(client) {
    const { rows: notNull } = await client.query(
        "select attrelid, attnum from pg_attribute where attnotnull and attnum > 0",
    );
    const declared = new Set(notNull.map((row) => `${row.attrelid}.${row.attnum}`));
    const { rows: views } = await client.query(
        `select n.nspname as schema, c.relname as name, pg_get_viewdef(c.oid) as definition
        from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid
        where c.relkind = 'v' and n.nspname = any ($1)`,
        [SCHEMAS],
    );
    const found = new Set();
    for (const view of views) {
        const definition = view.definition.replace(/;\s*$/, "");
        const isUnion = /\bUNION\b/.test(definition);
        const { fields } = await client.query(`select * from (${definition}) as v limit 0`);
        // The planner tells of which table's column a plain one is.
        const plain = (await client.query(`${definition}\n limit 0`)).fields;
        const outer = await outerTables(client, definition);
        const expressions = isUnion ? [] : selectList(definition);
        fields.forEach((field, index) => {
            const { tableID, columnID } = plain[index];
            const isDeclared = tableID !== 0 && declared.has(`${tableID}.${columnID}`) && !outer.has(tableID);
            const isValue = ALWAYS_A_VALUE.test(expressions[index] ?? "");
            if (isDeclared || isValue) found.add(`${view.schema}.${view.name}.${field.name}`);
        });
    }
    return found;
}

/** Tables whose rows may be missing from a row of the view. */
async function outerTables(client, definition) {
    if (/\b(RIGHT|FULL) JOIN\b/.test(definition)) {
        const { rows } = await client.query("select oid from pg_class");
        return new Set(rows.map((row) => row.oid));
    }
    const names = [...definition.matchAll(/LEFT JOIN (?:LATERAL )?([a-z_]+\.[a-z_]+)\b/g)].map((match) => match[1]);
    if (names.length === 0) return new Set();
    const { rows } = await client.query("select to_regclass(name)::oid as oid from unnest($1::text[]) as name", [names]);
    return new Set(rows.map((row) => row.oid));
}

/** The expressions of the outermost select, in order. */
function selectList(definition) {
    const begin = /(?:^|\n)\s*SELECT (?:DISTINCT (?:ON \((?:[^()]|\([^()]*\))*\) )?)?/g;
    // Those of a `with` come first: the last that stands at the outermost depth counts.
    let start = -1;
    for (const match of definition.matchAll(begin)) {
        const before = definition.slice(0, match.index);
        if (depth(before) === 0) start = match.index + match[0].length;
    }
    const parts = [];
    let from = start;
    let level = 0;
    for (let at = start; at < definition.length; at += 1) {
        const character = definition[at];
        if (character === "(") level += 1;
        else if (character === ")") level -= 1;
        else if (level === 0 && character === ",") {
            parts.push(definition.slice(from, at));
            from = at + 1;
        } else if (level === 0 && /^\n\s*FROM\b/.test(definition.slice(at, at + 80))) {
            parts.push(definition.slice(from, at));
            break;
        }
    }
    return parts.map((part) => part.trim().replace(/ AS \w+$/, ""));
}

function depth(text) {
    return [...text].reduce((level, character) => level + (character === "(" ? 1 : character === ")" ? -1 : 0), 0);
}
