import { Plus, TextCursorInput, Trash2 } from "lucide-react";
import { useState } from "react";
import { z } from "zod/mini";

import { NotIncluded, useIsIncluded } from "~/account/NotIncluded";
import { usePermission } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { day, sentence } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button, IconButton } from "~/ui/Button";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { SelectField, TextField } from "~/ui/Field";
import { Page } from "~/ui/Page";
import { Refusal } from "~/ui/Refusal";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type CustomField = Row<"custom_fields">;

const TYPES = ["text", "number", "date", "boolean"];
const FORM = z.object({ name: z.string().check(z.minLength(1, "Enter a name")), data_type: z.string() });

export default function CustomFields() {
    const mayWrite = usePermission("business.write");
    const [isAdding, setIsAdding] = useState(false);
    const [leaving, setLeaving] = useState<CustomField | null>(null);
    const fields = useRows(["custom_fields"], (signal) =>
        api.from("custom_fields").select("*").order("name").abortSignal(signal).throwOnError(),
    );
    const isIncluded = useIsIncluded("custom_fields");
    const add = mayWrite && isIncluded && (
        <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus className="size-4" aria-hidden="true" /> Add a field
        </Button>
    );
    const columns: Column<CustomField>[] = [
        { id: "name", label: "Name", cell: (field) => field.name },
        { id: "type", label: "Holds", cell: (field) => sentence(field.data_type) },
        { id: "since", label: "Since (UTC)", isFigure: true, cell: (field) => day(field.created_at) },
    ];
    if (mayWrite) {
        columns.push({
            id: "actions",
            label: <span className="sr-only">Actions</span>,
            className: "w-0 text-right",
            cell: (field) => (
                <IconButton label={`Delete ${field.name}`} className="-my-2" onClick={() => setLeaving(field)}>
                    <Trash2 className="size-4" aria-hidden="true" />
                </IconButton>
            ),
        });
    }
    return (
        <Page title="Custom fields" lead="What your work orders note beyond what ours do." actions={add}>
            <NotIncluded feature="custom_fields" />
            <Block query={fields} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) =>
                    data.length === 0 ? (
                        <Empty icon={TextCursorInput} title="No custom fields yet" action={add}>
                            A field of your own, such as the number of a mould or the day of an inspection.
                        </Empty>
                    ) : (
                        <Table caption="Custom fields" columns={columns} rows={data} rowKey={(field) => field.id} isStale={fields.isPlaceholderData} stacks />
                    )
                }
            </Block>
            {isAdding && <AddField onClose={() => setIsAdding(false)} />}
            {leaving && <DeleteField field={leaving} onClose={() => setLeaving(null)} />}
        </Page>
    );
}

function AddField({ onClose }: { onClose: () => void }) {
    const { mutateAsync } = useAction(
        async (input: { name: string; data_type: string }) => await api.rpc("create_custom_field", input).throwOnError(),
        { invalidates: [["custom_fields"]], done: "The field is there" },
    );
    const form = useApiForm(FORM, { name: "", data_type: "text" }, async (values) => {
        await mutateAsync(values);
        onClose();
    });
    return (
        <Dialog onClose={onClose} title="Add a field">
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField {...form.field("name")} label="Name" autoComplete="off" />
                <SelectField {...form.field("data_type")} label="What it holds">
                    {TYPES.map((type) => (
                        <option key={type} value={type}>
                            {sentence(type)}
                        </option>
                    ))}
                </SelectField>
                <DialogActions>
                    <Button onClick={onClose}>Not now</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Add
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}

function DeleteField({ field, onClose }: { field: CustomField; onClose: () => void }) {
    const remove = useAction(
        async (id: string) => await api.rpc("delete_custom_field", { id }).throwOnError(),
        { invalidates: [["custom_fields"]], done: "The field is deleted", onDone: onClose },
    );
    return (
        <Dialog
            onClose={onClose}
            title={`Delete ${field.name}?`}
            footer={
                <>
                    <Button onClick={onClose}>Keep it</Button>
                    <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(field.id)}>
                        Delete
                    </Button>
                </>
            }
        >
            <div className="grid gap-4">
                <p className="text-ink-2">This cannot be undone.</p>
                <Refusal error={remove.error} />
            </div>
        </Dialog>
    );
}
