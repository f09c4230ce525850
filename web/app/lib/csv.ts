/** Files of what the API answers: CSV is asked for by a header, which no plain link can send. */
import { saveFile } from "./download";
import { apiFetch } from "./session";

type Schema = "api" | "admin" | "analytics";
type Query = Readonly<Record<string, string | undefined>>;

/** Where a view or a function is asked; what is not given is left out. */
export function address(path: string, query: Query): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
    return `/api/v1/${path}?${parameters}`;
}

/** Ask for a view or a function as CSV, and hand it to the browser as a file. */
export async function downloadCsv(schema: Schema, path: string, query: Query, fileName: string): Promise<void> {
    const response = await apiFetch(address(path, query), {
        headers: { Accept: "text/csv", "Accept-Profile": schema },
    });
    saveFile(await response.blob(), `${fileName}.csv`);
}
