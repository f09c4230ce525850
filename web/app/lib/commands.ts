import { api } from "./api";

/** What asks Stripe is answered at once by {id, status, …} and done a moment later. */
interface Command {
    id: string;
    status: string;
    result_url: string | null;
    error: { message?: string } | null;
}

const LOOK_AGAIN_MS = 250;
const PATIENCE_MS = 60_000;

/** Wait until a command of ours is finished, and return where it sends the person, if anywhere. */
export async function awaitCommand(command: Pick<Command, "id">, signal?: AbortSignal): Promise<string | null> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const query = api.from("commands").select("status, result_url, error").eq("id", command.id);
        const { data } = await (signal ? query.abortSignal(signal) : query).single().throwOnError();
        const row = data as unknown as Command;
        if (row.status === "succeeded") return row.result_url;
        if (row.status === "failed") throw new Error(row.error?.message ?? "The payment provider refused it");
        if (Date.now() > deadline) {
            throw new Error("The payment provider has not answered yet. It will be done as soon as it does.");
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
}
