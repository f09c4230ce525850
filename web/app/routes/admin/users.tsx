/** All who can sign in. */
import { Link } from "react-router";

import { ago, day, number, sentence } from "~/lib/format";
import { Badge } from "~/ui/Badge";
import { LINK } from "~/ui/OrganizationLink";
import { Page } from "~/ui/Page";
import { StaffList } from "~/ui/StaffList";

export default function Users() {
    return (
        <Page title="People" lead="All who can sign in: customers and staff.">
            <StaffList
                view="users"
                caption="People"
                sort="-created_at"
                rowKey={(row) => row.id}
                one="person"
                many="people"
                search={{ label: "Search by name or address", columns: ["email", "full_name"] }}
                filters={[
                    { name: "kind", label: "Kind", options: [{ value: "customer" }, { value: "staff" }] },
                    { name: "disabled_at", label: "State", options: [{ value: "set", label: "Disabled" }, { value: "null", label: "Enabled" }] },
                ]}
                empty={{ title: "Nobody has signed up yet" }}
                columns={[
                    {
                        id: "email",
                        label: "E-mail",
                        sort: "email",
                        className: "[overflow-wrap:anywhere] min-w-48",
                        cell: (row) => (
                            <Link className={LINK} to={`/admin/people/${row.id}`}>
                                {row.email}
                            </Link>
                        ),
                    },
                    { id: "name", label: "Name", sort: "full_name", cell: (row) => row.full_name },
                    { id: "kind", label: "Kind", cell: (row) => <Badge tone={row.kind === "staff" ? "brand" : "neutral"}>{sentence(row.kind)}</Badge> },
                    { id: "organizations", label: "Organizations", sort: "organizations", isFigure: true, cell: (row) => number(row.organizations ?? 0) },
                    { id: "seen", label: "Signed in", sort: "last_signed_in_at", isFigure: true, cell: (row) => (row.last_signed_in_at ? ago(row.last_signed_in_at) : "Never") },
                    { id: "since", label: "Since", sort: "created_at", isFigure: true, cell: (row) => day(row.created_at) },
                    { id: "state", label: "State", cell: (row) => (row.erased_at ? <Badge>Erased</Badge> : row.disabled_at && <Badge tone="bad">Disabled</Badge>) },
                ]}
            />
        </Page>
    );
}
