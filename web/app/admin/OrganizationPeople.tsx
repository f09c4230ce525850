import { UserRoundCog } from "lucide-react";
import { Link, useNavigate } from "react-router";

import { admin, impersonate, type AdminRow } from "~/lib/api";
import { day, sentence } from "~/lib/format";
import { useRows } from "~/lib/queries";
import { Block } from "~/ui/Block";
import { Button } from "~/ui/Button";
import { useDeed, type Deed } from "~/ui/Deed";
import { LINK } from "~/ui/OrganizationLink";
import { TableSkeleton } from "~/ui/Skeleton";
import { Table } from "~/ui/Table";

type Member = AdminRow<"members">;

export function useMembers(id: string) {
    return useRows(["admin", "members", id], (signal) =>
        admin.from("members").select("*").eq("organization_id", id).order("email").abortSignal(signal).throwOnError(),
    );
}

/** Being a member, in this browser, for a while. */
export function impersonation(member: Member, goOn: (path: string) => unknown): Deed {
    return {
        title: `See what ${member.email} sees`,
        lead: "You act as this person, and nothing can be written unless you ask for it. The organization reads of it, with your reason.",
        verb: "Begin",
        fields: [
            { name: "minutes", label: "For how many minutes", type: "number", initial: "30", hint: "1 to 60" },
            {
                name: "writable",
                label: "What you may do",
                type: "select",
                initial: "no",
                options: [
                    { value: "no", label: "Look only" },
                    { value: "yes", label: "Change things in their name" },
                ],
            },
        ],
        done: "You are in their place",
        act: async ({ minutes, writable, reason = "" }) => {
            await impersonate({
                user_id: member.user_id ?? "",
                organization_id: member.organization_id ?? "",
                email: member.email ?? "",
                reason,
                minutes: Number(minutes),
                writable: writable === "yes",
            });
            await goOn("/billing");
        },
    };
}

export function OrganizationPeople({ id }: { id: string }) {
    const navigate = useNavigate();
    const [dialog, begin] = useDeed();
    const members = useMembers(id);
    return (
        <>
            <Block query={members} skeleton={<TableSkeleton rows={3} />}>
                {({ data }) => (
                    <Table
                        caption="People"
                        rows={data}
                        rowKey={(row) => row.user_id ?? ""}
                        stacks
                        columns={[
                            {
                                id: "email",
                                label: "E-mail",
                                className: "[overflow-wrap:anywhere]",
                                cell: (row) => (
                                    <Link className={LINK} to={`/admin/people/${row.user_id}`}>
                                        {row.email}
                                    </Link>
                                ),
                            },
                            { id: "name", label: "Name", cell: (row) => row.full_name },
                            { id: "role", label: "Role", cell: (row) => sentence(row.role ?? "") },
                            { id: "since", label: "Since", isFigure: true, cell: (row) => row.created_at && day(row.created_at) },
                        ]}
                        actions={(row) => (
                            <Button size="sm" aria-label={`See what ${row.email} sees`} onClick={() => begin(impersonation(row, navigate))}>
                                <UserRoundCog className="size-4" aria-hidden="true" /> See as
                            </Button>
                        )}
                    />
                )}
            </Block>
            {dialog}
        </>
    );
}
