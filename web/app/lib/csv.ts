/** Files of what the API answers: CSV is asked for by a header, which no plain link can send. */
import { saveFile } from "./download";
import { apiFetch } from "./session";

type Schema = "api" | "admin" | "analytics";

/** Ask for a view or a function as CSV, and hand it to the browser as a file. */
export async function downloadCsv(
    schema: Schema,
    path: string,
    filters: Readonly<Record<string, string | undefined>>,
    fileName: string,
): Promise<void> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
    const response = await apiFetch(`/api/v1/${path}?${query}`, {
        headers: { Accept: "text/csv", "Accept-Profile": schema },
    });
    saveFile(await response.blob(), `${fileName}.csv`);
}
