import { z } from "zod/mini";

import { createOrganization } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { Button } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const FORM = z.object({ name: z.string().check(z.minLength(1, "Enter a name")) });

/** Another organization of the same person, who goes on in it. */
export function NewOrganization({ onClose }: { onClose: () => void }) {
    const form = useApiForm(FORM, { name: "" }, async ({ name }) => {
        await createOrganization(name);
        // Whatever is open belongs to the former one.
        location.assign("/billing");
    });
    return (
        <Dialog onClose={onClose} title="New organization">
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <p className="text-ink-2">
                    It has people, data and a subscription of its own, and you are its owner. What you have here stays as it is; you go
                    from one to the other by this menu.
                </p>
                <ErrorText error={form.failure} />
                <TextField
                    {...form.field("name")}
                    label="Name"
                    autoComplete="organization"
                    maxLength={200}
                    hint="The trial is given once to each person. Whoever has had it chooses a plan first."
                />
                <DialogActions>
                    <Button onClick={onClose}>Not now</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Found it
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
