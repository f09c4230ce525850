/** Where the API is asked for rows, and for a file of them. */
type Schema = "api" | "admin" | "analytics";
type Query = Readonly<Record<string, string | undefined>>;

/** Where a view or a function is asked; what is not given is left out. */
export function address(path: string, query: Query): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
    return `/api/v1/${path}?${parameters}`;
}

/** Where a view or a function is asked for all its rows as CSV: a link can send no header. */
export function csvAddress(schema: Schema, path: string, query: Query): string {
    return address(`csv/${schema}/${path.replace("rpc/", "")}`, query);
}
