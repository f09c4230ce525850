import { CloudAlert } from "lucide-react";

import { ApiError, toError } from "../lib/errors";
import { Button } from "./Button";

/** A block that could not be loaded: what happened, the request's id for whoever asks, and once more. */
export function ErrorBlock({ error, onRetry }: { error: unknown; onRetry: () => void }) {
    const known = toError(error);
    return (
        <div role="alert" className="card flex flex-wrap items-center gap-4 border-bad/40 px-5 py-4">
            <CloudAlert className="size-6 shrink-0 text-bad" strokeWidth={1.75} aria-hidden="true" />
            <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium">{known.message}</p>
                <ErrorNotes error={known} />
            </div>
            <Button size="sm" onClick={onRetry}>
                Try again
            </Button>
        </div>
    );
}

/** An error of an action, beside what caused it. */
export function ErrorText({ error }: { error: Error | null }) {
    if (!error) return null;
    return (
        <div role="alert" className="rounded-control bg-bad-soft px-3 py-2.5 text-sm">
            <p className="font-medium text-bad">{error.message}</p>
            <ErrorNotes error={error} />
        </div>
    );
}

function ErrorNotes({ error }: { error: Error }) {
    if (!(error instanceof ApiError)) return null;
    return (
        <>
            {error.hint && <p className="text-sm text-ink-2">{error.hint}</p>}
            {error.requestId && error.status >= 500 && (
                <p className="text-sm text-ink-2">
                    Request <code className="select-all">{error.requestId}</code>
                </p>
            )}
        </>
    );
}
