/** Runs while the pages are built, never to answer a request. */
import { renderToReadableStream } from "react-dom/server";
import { ServerRouter, type EntryContext } from "react-router";

export default async function handleRequest(
    request: Request,
    status: number,
    headers: Headers,
    context: EntryContext,
): Promise<Response> {
    const stream = await renderToReadableStream(<ServerRouter context={context} url={request.url} />);
    await stream.allReady;
    headers.set("Content-Type", "text/html");
    return new Response(stream, { status, headers });
}
