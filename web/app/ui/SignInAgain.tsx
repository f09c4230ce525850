import { z } from "zod/mini";

import { signIn } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { currentSession, forgetSession, useHasEnded } from "~/lib/session";
import { Button } from "./Button";
import { Dialog, DialogActions } from "./Dialog";
import { ErrorText } from "./ErrorBlock";
import { TextField } from "./Field";

const FORM = z.object({ password: z.string().check(z.minLength(1, "Enter your password")) });

/** Asks for the password over the page when the session has ended: what was typed there stays. */
export function SignInAgain({ onDone }: { onDone: () => void }) {
    return useHasEnded() && <Again onDone={onDone} />;
}

function Again({ onDone }: { onDone: () => void }) {
    const session = currentSession();
    const form = useApiForm(FORM, { password: "" }, async ({ password }) => {
        const email = session?.email;
        if (!email) return;
        await signIn(email, password);
        onDone();
    });

    return (
        <Dialog onClose={() => {}} title="Sign in again" isRequired>
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <p className="text-ink-2">
                    Your session has ended. What you were doing is still here; sign in to go on with it.
                </p>
                <ErrorText error={form.failure} />
                <TextField label="E-mail" type="email" value={session?.email ?? ""} readOnly autoComplete="username" />
                <TextField {...form.field("password")} label="Password" type="password" autoComplete="current-password" />
                <DialogActions>
                    <Button
                        look="quiet"
                        onClick={() => {
                            forgetSession();
                            location.assign("/sign-in");
                        }}
                    >
                        As somebody else
                    </Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Sign in
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
