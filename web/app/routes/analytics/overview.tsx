/** Revenue at a glance: where it stands, where it may go, what made it change, what it consists of. */
import { Breakdown } from "~/revenue/Breakdown";
import { Health } from "~/revenue/Health";
import { KeyFigures } from "~/revenue/KeyFigures";
import { LastMovements } from "~/revenue/LastMovements";
import { Mrr } from "~/revenue/Mrr";

export default function RevenueOverview() {
    return (
        <div className="grid gap-6 print:gap-4">
            <KeyFigures />
            <Mrr />
            <Health />
            <div className="grid gap-6 xl:grid-cols-2 in-[.report]:md:grid-cols-2 print:grid-cols-2 print:gap-3">
                <LastMovements />
                <Breakdown />
            </div>
        </div>
    );
}
