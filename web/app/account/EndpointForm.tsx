import { z } from "zod/mini";

import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { useAction, useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { Checkbox, TextField } from "~/ui/Field";
import { Refusal } from "~/ui/Refusal";
import { Skeleton } from "~/ui/Skeleton";

const FORM = z.object({
    url: z.string().check(z.minLength(1, "Enter the address")),
    description: z.string(),
    isEverything: z.boolean(),
    event_types: z.array(z.string()),
});

interface EndpointFormProps {
    /** Null makes a new one. */
    endpoint: Row<"webhook_endpoints"> | null;
    onClose: () => void;
    /** With the secret of a new one. */
    onDone: (secret: string | null) => void;
}

/** An address, and which events it is told of. */
export function EndpointForm({ endpoint, onClose, onDone }: EndpointFormProps) {
    const types = useRows(["webhook_event_types"], (signal) =>
        api.from("webhook_event_types").select("*").order("type").abortSignal(signal).throwOnError(),
    );
    const { mutateAsync } = useAction(
        async (input: { url: string; description: string; event_types: string[] }) => {
            const { data } = endpoint
                ? await api.rpc("update_webhook_endpoint", { id: endpoint.id, ...input }).throwOnError()
                : await api.rpc("create_webhook_endpoint", input).throwOnError();
            return data as { secret?: string };
        },
        { invalidates: [["webhook_endpoints"]], ...(endpoint && { done: "The endpoint is changed" }) },
    );
    const isEverything = endpoint?.event_types.includes("*") ?? true;
    const form = useApiForm(
        FORM,
        {
            url: endpoint?.url ?? "https://",
            description: endpoint?.description ?? "",
            isEverything,
            event_types: isEverything ? [] : (endpoint?.event_types ?? []),
        },
        async (values) => {
            const { secret } = await mutateAsync({
                url: values.url,
                description: values.description,
                event_types: values.isEverything ? ["*"] : values.event_types,
            });
            onDone(secret ?? null);
        },
    );
    return (
        <Dialog onClose={onClose} title={endpoint ? "Change the endpoint" : "Add an endpoint"}>
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField {...form.field("url")} label="Address" type="url" inputMode="url" hint="https, and a public host name." />
                <TextField {...form.field("description")} label="What it is (optional)" />
                <fieldset className="grid gap-3">
                    <legend className="mb-2 text-sm font-medium">Is told of</legend>
                    <Checkbox {...form.register("isEverything")} label="Everything, also what is added later" />
                    {!form.watch("isEverything") && (
                        <Block query={types} skeleton={<Skeleton className="h-40" />}>
                            {({ data }) => (
                                <div className="grid max-h-64 gap-3 overflow-y-auto rounded-control border border-line p-3">
                                    {data.map((type) => (
                                        <Checkbox
                                            key={type.type}
                                            {...form.register("event_types")}
                                            value={type.type}
                                            label={<code>{type.type}</code>}
                                            hint={type.description}
                                        />
                                    ))}
                                </div>
                            )}
                        </Block>
                    )}
                    {form.field("event_types").error && (
                        <p className="text-sm font-medium text-bad">{form.field("event_types").error}</p>
                    )}
                </fieldset>
                <DialogActions>
                    <Button onClick={onClose}>Not now</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        {endpoint ? "Save" : "Add"}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}
