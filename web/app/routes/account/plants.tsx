/** The pattern of a list: state in the URL, four states, a form in a dialog, 402s said helpfully. */
import { Factory, Plus, Trash2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { z } from "zod/mini";

import { useMe } from "~/lib/account";
import { api, type Row } from "~/lib/api";
import { useApiForm } from "~/lib/form";
import { day, number } from "~/lib/format";
import { useAction, useRows } from "~/lib/queries";
import { PAGE_SIZE, pageRange, parseSort, useUrlState } from "~/lib/url-state";
import { Block } from "~/ui/Block";
import { Button, IconButton } from "~/ui/Button";
import { Chips } from "~/ui/Chips";
import { Dialog, DialogActions } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { ErrorText } from "~/ui/ErrorBlock";
import { SearchField, TextField } from "~/ui/Field";
import { Meter } from "~/ui/Meter";
import { Page } from "~/ui/Page";
import { Pagination } from "~/ui/Pagination";
import { Refusal } from "~/ui/Refusal";
import { Skeleton, TableSkeleton } from "~/ui/Skeleton";
import { Table, type Column } from "~/ui/Table";

type Plant = Row<"plants">;

const STATE = { q: "", sort: "name", page: "1" };
const FORM = z.object({ name: z.string().check(z.minLength(1, "Enter a name")) });

export default function Plants() {
    const [state, change] = useUrlState(STATE);
    const [isAdding, setIsAdding] = useState(false);
    const [leaving, setLeaving] = useState<Plant | null>(null);
    const mayWrite = useMe().data?.data.permissions?.includes("business.write") ?? false;

    const plants = useRows(["plants", state], (signal) => {
        const { column, ascending } = parseSort(state.sort);
        let query = api.from("plants").select("*", { count: "exact" });
        if (state.q) query = query.ilike("name", `%${state.q.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`);
        return query
            .order(column, { ascending })
            .order("id")
            .range(...pageRange(state.page))
            .abortSignal(signal)
            .throwOnError();
    });

    const columns: Column<Plant>[] = [
        { id: "name", label: "Name", sort: "name", cell: (plant) => plant.name },
        { id: "created", label: "Since", sort: "created_at", isFigure: true, cell: (plant) => day(plant.created_at) },
    ];
    if (mayWrite) {
        columns.push({
            id: "actions",
            label: <span className="sr-only">Actions</span>,
            className: "w-0 text-right",
            cell: (plant) => (
                <IconButton label={`Delete ${plant.name}`} className="-my-2" onClick={() => setLeaving(plant)}>
                    <Trash2 className="size-4" aria-hidden="true" />
                </IconButton>
            ),
        });
    }
    const add = mayWrite && (
        <Button look="primary" onClick={() => setIsAdding(true)}>
            <Plus className="size-4" aria-hidden="true" /> Add a plant
        </Button>
    );

    return (
        <Page title="Plants" lead="Sites with their own stock and machines." actions={add}>
            <PlantLimit />
            <div className="grid gap-3">
                <SearchField
                    label="Search by name"
                    className="max-w-xs"
                    value={state.q}
                    onSearch={(q) => change({ q }, { replace: true })}
                />
                <Chips
                    chips={state.q ? [{ id: "q", label: `Name contains “${state.q}”`, remove: () => change({ q: "" }) }] : []}
                    onClear={() => change({ q: "" })}
                />
            </div>
            <Block query={plants} skeleton={<TableSkeleton />}>
                {({ data, count }) =>
                    data.length === 0 ? (
                        <NoPlants isFiltered={state.q !== ""} onClear={() => change({ q: "" })} add={add} />
                    ) : (
                        <div className="grid gap-4">
                            <Table
                                caption="Plants"
                                columns={columns}
                                rows={data}
                                rowKey={(plant) => plant.id}
                                sort={state.sort}
                                onSort={(sort) => change({ sort })}
                                isStale={plants.isPlaceholderData}
                            />
                            <Pagination
                                page={state.page}
                                count={count ?? data.length}
                                size={PAGE_SIZE}
                                one="plant"
                                onPage={(page) => change({ page })}
                            />
                        </div>
                    )
                }
            </Block>
            {isAdding && <AddPlant onClose={() => setIsAdding(false)} />}
            {leaving && <DeletePlant plant={leaving} onClose={() => setLeaving(null)} />}
        </Page>
    );
}

function PlantLimit() {
    const entitlement = useRows(["entitlements", "plants"], (signal) =>
        api.from("entitlements").select("*").eq("feature", "plants").abortSignal(signal).single().throwOnError(),
    );
    return (
        <Block query={entitlement} skeleton={<Skeleton className="h-18.5 max-w-sm" />}>
            {({ data }) => (
                <div className="max-w-sm">
                    <Meter label="Plants in use" used={data.used ?? 0} limit={data.limit_value} text={number} />
                </div>
            )}
        </Block>
    );
}

/** Never had one, or a filter hides them: the next step differs. */
function NoPlants({ isFiltered, onClear, add }: { isFiltered: boolean; onClear: () => void; add: ReactNode }) {
    if (isFiltered) {
        return (
            <Empty title="No plant has such a name" action={<Button onClick={onClear}>Clear the search</Button>}>
                There are plants with other names.
            </Empty>
        );
    }
    return (
        <Empty icon={Factory} title="No plants yet" action={add}>
            A plant is a site with its own stock and machines. Work orders belong to one.
        </Empty>
    );
}

function AddPlant({ onClose }: { onClose: () => void }) {
    const { mutateAsync } = useAction(
        async (name: string) => await api.rpc("create_plant", { name }).throwOnError(),
        { invalidates: [["plants"], ["entitlements"]], done: "The plant is there" },
    );
    const form = useApiForm(FORM, { name: "" }, async ({ name }) => {
        await mutateAsync(name);
        onClose();
    });

    return (
        <Dialog onClose={onClose} title="Add a plant">
            <form onSubmit={form.submit} noValidate className="grid gap-4">
                <Refusal error={form.failure} />
                <TextField {...form.field("name")} label="Name" hint="As people call it, such as the town it is in." />
                <DialogActions>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={form.isBusy}>
                        Add
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
}

function DeletePlant({ plant, onClose }: { plant: Plant; onClose: () => void }) {
    const remove = useAction(
        async (id: string) => await api.rpc("delete_plant", { id }).throwOnError(),
        { invalidates: [["plants"], ["entitlements"]], done: "The plant is deleted", onDone: onClose },
    );
    return (
        <Dialog
            onClose={onClose}
            title={`Delete ${plant.name}?`}
            footer={
                <>
                    <Button onClick={onClose}>Keep it</Button>
                    <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(plant.id)}>
                        Delete
                    </Button>
                </>
            }
        >
            <p className="text-ink-2">This cannot be undone. Its place within your limit is free at once.</p>
            <ErrorText error={remove.error} />
        </Dialog>
    );
}
