import { useState } from "react";

import { api } from "~/lib/api";
import { useCommand } from "~/lib/billing";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** The day so many days from today, as a date field has it. */
function dayFromNow(days: number): string {
    return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

export function PauseDialog({ onClose, onDone = onClose }: { onClose: () => void; onDone?: () => void }) {
    const [until, setUntil] = useState(() => dayFromNow(DEFAULT_DAYS));
    const pause = useCommand(
        (resumesOn: string) => api.rpc("pause_subscription", { resumes_at: `${resumesOn}T00:00:00Z` }).throwOnError(),
        { done: "The subscription is paused", onDone: () => onDone() },
    );
    return (
        <Dialog onClose={onClose} title="Pause the subscription">
            <form
                className="grid gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    pause.mutate(until);
                }}
            >
                <p className="text-ink-2">
                    While it is paused nothing is billed, and everything can be read but not changed. It goes on by itself on the
                    day you choose, or whenever you resume it.
                </p>
                <ErrorText error={pause.error} />
                <TextField
                    label="Goes on (UTC)"
                    type="date"
                    required
                    value={until}
                    onChange={(event) => setUntil(event.target.value)}
                    className="max-w-56"
                />
                <div className="flex flex-wrap justify-end gap-3">
                    <Button onClick={onClose}>Go on as it is</Button>
                    <Button type="submit" look="primary" busy={pause.isPending}>
                        Pause
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}
