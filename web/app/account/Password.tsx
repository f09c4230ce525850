import { z } from "zod/mini";

import { api } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { useAction } from "~/lib/queries";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";

const PASSWORD = z.object({
    current_password: z.string().check(z.minLength(1, "Enter your present password")),
    new_password: z.string().check(z.minLength(1, "Choose a new one")),
});

export function Password() {
    const { mutateAsync } = useAction(
        async (input: z.infer<typeof PASSWORD>) => await api.rpc("change_password", input).throwOnError(),
        { invalidates: [["sessions"]], done: "The password is changed; your other sessions have ended" },
    );
    const form = useApiForm(PASSWORD, { current_password: "", new_password: "" }, async (values, reset) => {
        await mutateAsync(values);
        reset();
    });
    return (
        <form onSubmit={form.submit} noValidate className="card grid gap-4 p-6">
            <ErrorText error={form.failure} />
            <TextField {...form.field("current_password")} label="Present password" type="password" autoComplete="current-password" />
            <TextField
                {...form.field("new_password")}
                label="New password"
                type="password"
                autoComplete="new-password"
                hint="At least 10 characters."
            />
            <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                Change the password
            </Button>
        </form>
    );
}
