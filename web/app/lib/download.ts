/** Files that the API makes: asked for with the session, and handed to the browser. */
import { apiFetch } from "./session";

/** Let the browser keep it under a name. */
export function saveFile(content: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
}

/** What a function answers, telling how many bytes have come as they come. */
export async function fetchFile(name: string, onProgress: (bytes: number) => void): Promise<Blob> {
    const response = await apiFetch(`/api/v1/rpc/${name}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: "{}",
    });
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const reader = response.body?.getReader();
    for (;;) {
        const chunk = await reader?.read();
        if (!chunk || chunk.done) break;
        parts.push(chunk.value);
        bytes += chunk.value.length;
        onProgress(bytes);
    }
    return new Blob(parts, { type: response.headers.get("Content-Type") ?? "application/octet-stream" });
}

/** Call a function of the staff's whose answer is a file. */
export async function downloadAnswer(name: string, wish: Record<string, unknown>, fileName: string): Promise<void> {
    const answer = await apiFetch(`/api/v1/rpc/${name}`, {
        method: "POST",
        headers: { "Content-Profile": "admin", "Content-Type": "application/json" },
        body: JSON.stringify(wish),
    });
    saveFile(await answer.blob(), fileName);
}
