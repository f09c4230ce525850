import { z } from "zod/mini";

import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { useAction, useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { ErrorText } from "~/ui/ErrorBlock";
import { TextField } from "~/ui/Field";
import { Skeleton } from "~/ui/Skeleton";

const NAME = z.object({ name: z.string().check(z.minLength(1, "Enter a name")) });

/** What the organization is called. */
export function OrganizationName() {
    const organization = useRows(["organization"], (signal) =>
        api.from("organization").select("*").abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={organization} skeleton={<Skeleton className="h-40" />}>
            {({ data }) => <NameForm key={data.name} organization={data} />}
        </Block>
    );
}

function NameForm({ organization }: { organization: Row<"organization"> }) {
    const mayRename = usePermission("organization.rename");
    const { mutateAsync } = useAction(
        async (input: z.infer<typeof NAME>) => await api.rpc("rename_organization", input).throwOnError(),
        { invalidates: [["organization"], ["organizations"]], done: "The organization has another name" },
    );
    const form = useApiForm(NAME, { name: organization.name }, (values) => mutateAsync(values));
    return (
        <form onSubmit={form.submit} noValidate className="card grid gap-4 p-6">
            <ErrorText error={form.failure} />
            <fieldset disabled={!mayRename} className="grid gap-4">
                <legend className="sr-only">Organization</legend>
                <TextField {...form.field("name")} label="Name" autoComplete="organization" maxLength={200} />
                {mayRename && (
                    <Button type="submit" look="primary" busy={form.isBusy} className="justify-self-start">
                        Rename
                    </Button>
                )}
            </fieldset>
        </form>
    );
}
