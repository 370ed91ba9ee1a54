/** Written by `npm run client:write` from docs/openapi.json: types of every route. Not to be edited. */

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where to go from here */
        get: operations["readIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where am I: mode, chain, tokens and addresses */
        get: operations["readConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process is alive, and what it last knew of the chain
         * @description Always 200 while the process runs; `/readyz` says whether it can work.
         */
        get: operations["readHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as /healthz
         * @description Always 200 while the process runs; `/readyz` says whether it can work.
         */
        get: operations["readOldHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether writes can be accepted, and which parts answer
         * @description Each part with its latency. 503, with the same `parts`, when one does not answer without which no write can be accepted, and as soon as the process drains.
         */
        get: operations["readReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics for Prometheus */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a wallet
         * @description Mints one identity token per wallet and program. Waits up to REGISTER_WAIT_MS for it, then answers 202; the same wallet again is given the same registration. A `proof` locks who brought the wallet.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a wallet stands */
        get: operations["readStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a text is an address, and of what */
        get: operations["validateWallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/balances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a wallet has on chain
         * @description As of the newest block the node knows.
         */
        get: operations["readWalletBalances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/wallet/nft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identity token a wallet holds on chain */
        get: operations["readWalletNft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gas-price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What gas costs now
         * @description At most a second old. The two fees are what a transaction signed now should offer.
         */
        get: operations["readGasPrice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest block
         * @description At most a quarter of a second after the node.
         */
        get: operations["readBlock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/claim/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a wallet can claim */
        get: operations["readClaimInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/claim/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Quote the fee and prepare its payment */
        post: operations["prepareClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/claim/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a claim's payment
         * @description The chain decides in the workflow: a hash that pays nothing fails its own intent and takes nothing else.
         */
        post: operations["recordClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/claim/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A wallet's claims */
        get: operations["readClaimHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/claims/intent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim in a program
         * @description Without `txHash`: quotes the fee and prepares its payment (200). With it: records the claim that was paid by this transaction (202).
         */
        post: operations["claimInProgram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/claims/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a wallet can claim in a program */
        get: operations["readProgramClaimInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Programs, the newest first
         * @description Without those that are archived, unless asked for.
         */
        get: operations["listPrograms"];
        put?: never;
        /**
         * Create a program
         * @description Needs an owner of all programs. Opens the program's accounts; its inventory of program tokens is funded apart from it.
         */
        post: operations["createProgram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A program */
        get: operations["readProgram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the settings of a program, pause or archive it
         * @description Needs an owner of the program. With `version`, or the ETag in `If-Match`, only if nobody has changed it meanwhile. What was accepted before goes on as it was accepted, also in a paused or archived program.
         */
        patch: operations["changeProgram"];
        trace?: never;
    };
    "/api/v2/programs/{id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a program has come to
         * @description Counts for everybody; what is open and the books with an operator's key.
         */
        get: operations["readProgramStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs/{id}/wallets/{wallet}/gates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which gates of a program a wallet has passed */
        get: operations["readWalletGates"];
        put?: never;
        /**
         * Say that a wallet has passed the identity check, or take it back
         * @description Needs an operator of the program. The wallet need not be registered yet.
         */
        post: operations["setWalletGates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs/{id}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put program tokens at the disposal of a program
         * @description Needs an owner of all programs: the tokens are in the platform's one wallet, which all programs of the chain are delivered from. What is booked to all of them together is never more than it has.
         */
        post: operations["fundInventory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs/{id}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The terms that affiliates of a program agree to now */
        get: operations["readProgramTerms"];
        put?: never;
        /**
         * Publish a version of the terms
         * @description Needs an owner of the program. A version is published once and never changes; from then on new affiliates sign this one.
         */
        post: operations["publishProgramTerms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/programs/{id}/rules/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What other rules would have paid
         * @description Splits the fees settled in a time anew: the same fees, the same affiliates above the payers as they were then. Writes nothing, so it takes no idempotency key.
         */
        post: operations["backtestRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a wallet in a program
         * @description As `POST /api/register`, in any program and without waiting: `GET /api/v2/users/intent/{id}` tells how it goes on.
         */
        post: operations["registerUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a wallet is registered in a program */
        get: operations["readUserStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/users/intent/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a registration has come to */
        get: operations["readUserIntent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become an affiliate of a program
         * @description One affiliate per wallet and program, with a referral code of its own, under the affiliate whose code is given; its place in the tree never changes. The wallet signs the terms; the signature counts once.
         */
        post: operations["registerAffiliate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An affiliate, as it knows itself */
        get: operations["readAffiliate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An affiliate and those below it */
        get: operations["readAffiliateTree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an affiliate has come to */
        get: operations["readOwnAffiliateStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/{wallet}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the affiliate of a wallet has come to
         * @description For the wallet itself and operators of the program; for anybody where COMPAT_PUBLIC_READS is on.
         */
        get: operations["readAffiliateStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/timeseries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an affiliate brought, day by day */
        get: operations["readAffiliateTimeseries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who brought an affiliate, and whom it brought */
        get: operations["readAffiliateAttribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/commissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an affiliate has earned, payment by payment */
        get: operations["listOwnCommissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/{wallet}/commissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the affiliate of a wallet has earned
         * @description For the wallet itself and operators of the program; for anybody where COMPAT_PUBLIC_READS is on.
         */
        get: operations["listCommissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/commissions/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a commission came to be
         * @description Computed anew from what the rule was given, and compared with what is stored. For its affiliate and operators of the program.
         */
        get: operations["explainCommission"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/affiliates/{wallet}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Suspend an affiliate, or take that back
         * @description Needs an operator of the program. Once this is answered, a suspended affiliate brings nobody new; whom it brought stays.
         */
        patch: operations["changeAffiliate"];
        trace?: never;
    };
    "/api/v2/intents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An intent and all that came of it
         * @description With `Prefer: wait=N` the answer is given once the intent is final, at the latest after N seconds (0 to 30).
         */
        get: operations["readIntent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/intents/{id}/reversal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the reversal of an intent is
         * @description Who wants it, and the intent that does it.
         */
        get: operations["readReversal"];
        put?: never;
        /**
         * Want the settlement of a paid claim, or a returned payout, reversed
         * @description Needs an operator of the program, and takes two people, whichever their keys. With the second the reversal begins, as an intent linked to it: the fee is in suspense again for an operator to give back, commissions are taken back (what is paid out already is carried into the next batch), and what was delivered stays delivered. A payout by hand can be reversed once the bank has said that it came back: its commissions are owed again. The same person again changes nothing.
         */
        post: operations["reverseSettlement"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/intents/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The transitions of an intent as they happen
         * @description Server-sent events. Each transition, from the first one on, is an event `transition` with the version as its id; `Last-Event-ID` resumes after it. Ends at a final state; asked again after that, 204 tells an EventSource not to come back.
         */
        get: operations["followIntent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/nonce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A nonce, and the message to sign
         * @description The nonce counts once, in this program, for ten minutes. A message for one purpose, program, domain or chain never counts for another.
         */
        post: operations["issueNonce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign a wallet in
         * @description Takes a signed EIP-4361 message of the purpose SESSION. Wallets that are contracts sign by ERC-1271, or by ERC-6492 before they are deployed.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session
         * @description Also where there is none: then nothing changes. The token counts no more from then on.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which wallet is signed in */
        get: operations["readSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an affiliate is and was paid
         * @description Without payouts that were called off.
         */
        get: operations["listOwnPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a batch would pay now, and whom it would leave out
         * @description Plans nothing, so it takes no idempotency key. Commissions that are due by now are released first, as every hour.
         */
        post: operations["previewPayoutBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan the payouts of a period
         * @description Needs an operator of the program. One payout for each affiliate and asset: the sum of its commissions that had become payable before the end of the month (UTC) and that no payout holds, what was taken back included; what is due by now is released first. Sums below the minimum wait for a later batch. A period has one batch; it moves nothing before others approve and execute it.
         */
        post: operations["createPayoutBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payout batches, under their other name */
        get: operations["listPayoutBatchesAlias"];
        put?: never;
        /**
         * Plan the payouts of a period, under its other name
         * @description Needs an operator of the program. One payout for each affiliate and asset: the sum of its commissions that had become payable before the end of the month (UTC) and that no payout holds, what was taken back included; what is due by now is released first. Sums below the minimum wait for a later batch. A period has one batch; it moves nothing before others approve and execute it.
         */
        post: operations["createPayoutBatchAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payout batches, newest first */
        get: operations["listPayoutBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One batch with its payouts */
        get: operations["readPayoutBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Take payouts out of a batch, or change how they are made
         * @description Needs an operator of the program, and the batch PENDING or APPROVED. Makes a new version with another digest: it is PENDING, earlier approvals do not count for it, and whoever edited it does not approve it. An edit that changes nothing makes none.
         */
        patch: operations["editPayoutBatch"];
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stand behind a batch as it was seen
         * @description Needs an approver of the program who neither made nor edited the batch; people count, whichever their key. The batch is APPROVED once as many as it takes have. Of a batch that is PARTIALLY_FAILED, that what has failed by hand may be tried again: then also not by whoever brought its results. The same approval again changes nothing.
         */
        post: operations["approvePayoutBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a batch off
         * @description Needs an operator of the program. The commissions of a batch that is PENDING or APPROVED are free for another batch, also of the same period. One that is under way lets go of the payouts of which nothing is signed or held for a file yet; it is CANCELLED where that is all of them, and otherwise the others go on. Again, it changes nothing.
         */
        post: operations["cancelPayoutBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an approved batch paid
         * @description Needs an operator of the program, and the batch APPROVED as it is. Its payouts are carried out by one workflow, each as an intent of its own. While it is under way or over, this changes nothing.
         */
        post: operations["executePayoutBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the failed payouts of a batch tried again
         * @description Needs an operator of the program. Each is tried as a payout of its own with the same commissions, unless one of these is reversed or in another batch since, or the bank has said two things of it. One by hand needs new approvals first (`approve` with the present `digest`), by people who neither brought its result nor ask for this; one that two people have confirmed as paid after all is booked and not carried out. While the batch is under way, or when none has failed, this changes nothing.
         */
        post: operations["retryFailedPayouts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The payouts that people carry out, as a file
         * @description Needs an operator of the program: there are names and addresses in it. CSV (RFC 4180), one line for each payout by ACH, wire or hand; what is not executed, whose money is not held, or of which the bank has decided is never among what is to be carried out. Below the lines are control rows: CONTROL_COUNT, CONTROL_SUM for each asset, and CONTROL_SHA256 of everything above the first control row. A text that a spreadsheet would take for a formula has an apostrophe before it.
         */
        get: operations["exportPayoutBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/batch/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring the bank's results of payouts that people carry out
         * @description Needs an operator of the program. A row is matched by the payout's id, amount and asset. A bank decides once: the same again is `already`, another outcome is `conflict` and is not taken. What does not match is reported and changes nothing. The run of the batch applies what was taken.
         */
        post: operations["importPayoutResults"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/{id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the decision on a payout is
         * @description What the bank has said last, and who has said what of it.
         */
        get: operations["readPayoutDecision"];
        put?: never;
        /**
         * Say what became of a payout of which the bank has said two things
         * @description Needs an operator of the program, and takes two people who say the same, whichever their keys. A payout that FAILED and was not paid can be tried again then; one that was paid after all is booked by `retry-failed`, and not carried out again; one that is PAID stays so. One that is PAID and has come back is not decided here: its intent is reversed (`POST /api/v2/intents/:id/reversal`). The same word again changes nothing.
         */
        post: operations["decidePayout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/payouts/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the payouts of a program come to, and how long they take */
        get: operations["readPayoutSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/stats/timeseries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a program came to, day by day
         * @description For operators of the program; for anybody where COMPAT_PUBLIC_READS is on.
         */
        get: operations["readProgramTimeseries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Operators and their roles
         * @description Newest first. An owner of all programs sees everybody; the owner of some sees who has a role there, and those roles.
         */
        get: operations["listOperators"];
        put?: never;
        /**
         * Make an operator
         * @description Needs an owner wherever the new operator is given a role; without any role an owner of all programs. Keys are made apart.
         */
        post: operations["createOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/operators/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an operator's name and roles, or disable it
         * @description Roles are granted and revoked by an owner of where they count. Name and disabling need an owner of every place where the operator has a role. The last active owner of all programs stays. A new role revokes the keys that somebody else made for the operator who is no owner there.
         */
        patch: operations["changeOperator"];
        trace?: never;
    };
    "/api/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Keys of operators
         * @description Newest first: your own, and those of the operators whom you manage as an owner. The keys themselves are nowhere.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a key of an operator
         * @description Needs an owner of every place where the operator has a role. The key is in this answer and its replays only; those are for the operator key that asked: sent with another one, the idempotency key counts as used.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a key
         * @description Your own, or one of an operator whom you manage as an owner. It counts no more at once, and for ever.
         */
        post: operations["revokeApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dlq": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Intents that wait for an operator
         * @description Why each waits, what can be done, and what was decided so far. Newest first; of the programs in which the operator has a role.
         */
        get: operations["listParkedIntents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dlq/{intentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One intent, its decisions and what became of them
         * @description Also of an intent that is not parked any more.
         */
        get: operations["readParkedIntent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dlq/{intentId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a parked intent go on
         * @description Writes the decision and answers; it reaches the workflow also when no worker is alive now, and has its effect once.
         */
        post: operations["retryParkedIntent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dlq/{intentId}/abandon": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a parked intent up
         * @description Only where no money can have left. What it holds is released; a payment that was booked stays in suspense.
         */
        post: operations["abandonParkedIntent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is not as it should be
         * @description Findings of the sweeper, the watcher and the keeper of slots, newest first: what each means and what can be done. Those of the platform itself need a role in all programs.
         */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of a program */
        get: operations["readAdminStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/mints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Identity tokens that a program minted
         * @description One for each settled registration, newest first.
         */
        get: operations["listMints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Payments that a program received
         * @description Each is a Transfer log that the chain confirmed, newest first.
         */
        get: operations["listPayments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/wallet/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that a program knows of a wallet */
        get: operations["readWalletFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rpc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * JSON-RPC of MOCK's in-process chain
         * @description In MOCK only, from this machine only, and only the methods a wallet needs. Failures are JSON-RPC errors.
         */
        post: operations["callChain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description (OpenAPI 3.1) */
        get: operations["readDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reference as a page */
        get: operations["showReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The error codes as a page */
        get: operations["showErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /**
             * @description Where the code is documented.
             * @example /docs/errors#ALREADY_CLAIMED
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            /**
             * @description Stable; listed in docs/errors.md.
             * @example ALREADY_CLAIMED
             */
            code: string;
            requestId: string;
            /** @description Each wrong field: a JSON pointer into the body, or `query:`, `path:`, `header:` and a name. */
            errors: {
                field: string;
                expected: string;
            }[];
            error: string;
            message: string;
        } & {
            [key: string]: unknown;
        };
        Config: {
            /** @enum {string} */
            mode: "mock" | "real";
            version: string;
            chainId: number;
            /** @description A public JSON-RPC address. */
            rpcUrl: string;
            explorerUrl: string | null;
            defaultProgram: {
                id: string;
                slug: string;
            };
            tokens: {
                USDC: {
                    /**
                     * @description An address with its EIP-55 checksum.
                     * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                     */
                    address: string;
                    decimals: number;
                };
                USDT: {
                    /**
                     * @description An address with its EIP-55 checksum.
                     * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                     */
                    address: string;
                    decimals: number;
                };
                SGE: {
                    /**
                     * @description An address with its EIP-55 checksum.
                     * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                     */
                    address: string;
                    decimals: number;
                };
            };
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            treasuryAddress: string;
            /**
             * @description A claim vault that set-up has deployed for one program to use.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            claimVaultAddress: string | null;
            /**
             * @description An identity token deployed for one more program to use.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            spareIdentityTokenAddress: string | null;
            temporalUiUrl: string | null;
        };
        Health: {
            ok: boolean;
            healthy: boolean;
            /** @enum {string} */
            mode: "mock" | "real";
            chainId: number;
            blockNumber: number | null;
            signerAddress: string | null;
            sgeidAddress: string | null;
            sgeAddress: string | null;
            usdcAddress: string | null;
            usdtAddress: string | null;
            treasuryAddress: string | null;
            chain: {
                chainId: number;
                blockNumber: number | null;
                isMainnet: boolean;
            };
            api: {
                healthy: boolean;
                version: string;
            };
            rpc: {
                healthy: boolean;
                /** @description Milliseconds. */
                latency: number | null;
            };
            contracts: {
                sgeId: string | null;
                sge: string | null;
                usdc: string | null;
                usdt: string | null;
                treasury: string | null;
            };
            features: {
                registration: boolean;
                claims: boolean;
                idempotencyRequired: boolean;
                rpc: boolean;
            };
            relayer: {
                address: string | null;
                balanceEth: string | null;
                lowBalance: boolean;
            };
        };
        Readiness: {
            /** @enum {boolean} */
            ready: true;
            /** @description Parts that do not answer, and that writes can be accepted without. */
            degraded: string[];
            parts: {
                [key: string]: {
                    ok: boolean;
                    latencyMs: number;
                    error?: string;
                };
            };
        };
        Registration: {
            /** @description The identity token; null until it is minted. */
            tokenId: string | null;
            txHash: string | null;
            etherscanUrl: string | null;
            message: string;
            intentId: string;
            status: components["schemas"]["IntentState"];
        };
        /** @enum {string} */
        IntentState: "PENDING" | "LOCKED" | "SUBMITTED" | "CONFIRMED" | "SETTLED" | "FAILED";
        RegisterRequest: {
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** @description Who brought the wallet: the wallet or the code of an affiliate of the program. */
            referrer?: string;
            /**
             * @description An affiliate's code, in any case.
             * @example K7WQ2M9P
             */
            referralCode?: string;
            proof?: components["schemas"]["WalletProof"];
        };
        /** @description Proves the wallet: a message of `POST /api/auth/nonce` for the purpose REGISTRATION. The first proof locks who brought the wallet, also after the registration. Programs may require it. */
        WalletProof: {
            /** @description The EIP-4361 message, exactly as it was signed. */
            message: string;
            /** @description The wallet's signature of it: 65 bytes of a key, or what a contract takes (ERC-1271, ERC-6492). */
            signature: string;
        };
        WalletStatus: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** @description A payment of the wallet was verified. */
            paid: boolean;
            minted: boolean;
            tokenId: string | null;
            mintTxHash: string | null;
            /** @description Registered, not claimed, the program is active and its gates are passed. */
            eligible: boolean;
            claimed: boolean;
        };
        WalletValidation: {
            /** @enum {boolean} */
            valid: true;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
            isContract: boolean;
            warning: string | null;
        } | {
            /** @enum {boolean} */
            valid: false;
            /** @description What was expected. */
            error: string;
        };
        WalletBalances: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
            balances: {
                eth: components["schemas"]["Balance"];
                sge: components["schemas"]["Balance"];
                usdc: components["schemas"]["Balance"];
                usdt: components["schemas"]["Balance"];
            };
        };
        Balance: {
            /**
             * @description Minor units.
             * @example 1500000
             */
            raw: string;
            /** @example 1.5 */
            formatted: string;
            /** @example 6 */
            decimals: number;
        };
        WalletNft: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
            hasNft: boolean;
            tokenId: string | null;
        };
        GasPrice: {
            /**
             * @description Wei per gas.
             * @example 1500000000
             */
            gasPrice: string;
            /**
             * @description The same in gwei.
             * @example 1.5
             */
            gasPriceGwei: string;
            /**
             * @description Wei per gas.
             * @example 1500000000
             */
            maxFeePerGas: string;
            /**
             * @description Wei per gas.
             * @example 1500000000
             */
            maxPriorityFeePerGas: string;
        };
        Block: {
            number: number;
            /** @description The same, for older clients. */
            blockNumber: number;
            /** @description Unix seconds. */
            timestamp: number;
            hash: string;
            /** @description Wei per gas; null on a chain without base fees. */
            baseFeePerGas: string | null;
        };
        ClaimInfo: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            hasSgeId: boolean;
            tokenId: string | null;
            /** @description The wallet's program tokens on chain, minor units. */
            sgeBalance: string;
            sgeBalanceFormatted: string;
            /** @description Minor units; 0 once claimed. */
            claimableAmount: string;
            claimableFormatted: string;
            hasClaimed: boolean;
            feeUsd: number;
            eligible: boolean;
        };
        PreparedClaim: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** @enum {string} */
            tokenType: "USDC" | "USDT";
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            tokenAddress: string;
            /**
             * @description Whom the fee is paid to: treasury or vault.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            spender: string;
            /**
             * @description Minor units.
             * @example 100000000
             */
            feeAmount: string;
            feeFormatted: string;
            currentAllowance: string;
            /** @description The vault has to be allowed to take the fee first; never for a treasury. */
            needsApproval: boolean;
            /** @description The allowance has to be set to 0 before that, as USDT demands. */
            needsReset: boolean;
            /** @description What the wallet is to send, in this order. */
            transactions: {
                step: number;
                description: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                to: string;
                /** @description Calldata, hex. */
                data: string;
                /**
                 * @description Wei.
                 * @example 0
                 */
                value: string;
            }[];
            quoteId: string;
            /** Format: date-time */
            expiresAt: string;
        };
        PrepareClaimRequest: {
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @default USDC
             * @enum {string}
             */
            tokenType?: "USDC" | "USDT";
        };
        RecordedClaim: {
            /** @enum {boolean} */
            success: true;
            record: components["schemas"]["ClaimRecord"];
            etherscanUrl: string | null;
            intentId: string;
            status: components["schemas"]["IntentState"];
        };
        ClaimRecord: {
            tokenId: string | null;
            /** @enum {string} */
            tokenType: "USDC" | "USDT";
            /** @description What was paid, once the chain has shown it; until then what was told, or the fee. Minor units. */
            amount: string;
            /** @description The payment. */
            txHash: string;
            /** @description When it was recorded, unix milliseconds. */
            timestamp: number;
            /** @enum {string} */
            status: "pending" | "confirmed" | "failed";
        };
        RecordClaimRequest: {
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** @enum {string} */
            tokenType: "USDC" | "USDT";
            /** @description The payment's transaction. */
            txHash: string;
            /** @description What was paid, minor units; recorded as told. What counts is what the chain says. */
            amount?: string;
            /** Format: uuid */
            quoteId?: string;
        };
        ClaimHistory: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** @description The claim whose payment was verified, or else the newest one under way. */
            claim: components["schemas"]["ClaimRecord"] | null;
            hasClaimed: boolean;
            /** @description Newest first. */
            intents: components["schemas"]["IntentSummary"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        IntentSummary: {
            id: string;
            kind: components["schemas"]["IntentKind"];
            state: components["schemas"]["IntentState"];
            parked: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            failure?: {
                code: string;
                detail: string;
            };
        };
        /** @enum {string} */
        IntentKind: "register" | "claim" | "reversal" | "payout_batch" | "payout";
        ClaimIntent: {
            intentId: string;
            status: components["schemas"]["IntentState"];
            txHash: string;
            etherscanUrl: string | null;
        };
        ClaimIntentRequest: {
            /**
             * @description A program's id or slug.
             * @example default
             */
            programId: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @description What the fee is paid in.
             * @default USDC
             * @enum {string}
             */
            token?: "USDC" | "USDT";
            /** @description The payment's transaction. */
            txHash?: string;
            /** Format: uuid */
            quoteId?: string;
        };
        ProgramClaimInfo: {
            /** @description Registered, not claimed, the program is active and its gates are passed. */
            eligible: boolean;
            registered: boolean;
            /** @description A verified payment has taken the claim. */
            claimed: boolean;
            claimInfo: {
                /** @example 100 */
                feeUsd: number;
                /**
                 * @description Program tokens.
                 * @example 1000
                 */
                claimAmount: number;
                /**
                 * @description What is delivered.
                 * @example SGE
                 */
                token: string;
                acceptedTokens: ("USDC" | "USDT")[];
                kycRequired: boolean;
                commerceRequired: boolean;
            };
            /** @description The newest transaction that delivers the claim. */
            claimTxHash: string | null;
        };
        Programs: {
            programs: components["schemas"]["Program"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Program: {
            id: string;
            name: string;
            slug: string;
            /** @enum {string} */
            status: "ACTIVE" | "PAUSED" | "ARCHIVED";
            chainId: number;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            treasuryAddress: string;
            /** @enum {string} */
            delivery: "TREASURY" | "VAULT";
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            vaultAddress: string | null;
            /** @example 100 */
            feeUsd: number;
            fee: components["schemas"]["Amount"];
            /**
             * @description Program tokens.
             * @example 1000
             */
            claimAmount: number;
            claim: components["schemas"]["Amount"] & unknown;
            /** @example 10 */
            directCommissionPct: number;
            /** @example 5 */
            overrideCommissionPct: number;
            /** @example 2 */
            maxAffiliateDepth: number;
            minPayout: components["schemas"]["Amount"];
            secondApprovalAbove: components["schemas"]["Amount"] & unknown;
            holdPeriodDays: number;
            acceptedTokens: ("USDC" | "USDT")[];
            confirmations: number;
            kycRequired: boolean;
            commerceRequired: boolean;
            walletProofRequired: boolean;
            mintsIdentityToken: boolean;
            /**
             * @description The program's own identity token; null: the one of the chain.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            identityTokenAddress: string | null;
            /** @description Grows with every change; also the `ETag`. */
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /** @description The same, exactly; in any accepted token. */
        Amount: {
            /**
             * @description Minor units.
             * @example 100000000
             */
            amount: string;
            /** @example USDC */
            asset: string;
            /** @example 6 */
            decimals: number;
        };
        ProgramStats: {
            programId: string;
            /** @description Wallets with a settled registration. */
            registered: number;
            /** @description Wallets with a settled claim. */
            claimed: number;
            affiliates: number;
            /** @description Wallets that an affiliate is said to have brought. */
            attributed: number;
            /** @description With the key of one of the program's operators only. */
            operations?: {
                openIntents: number;
                parkedIntents: number;
                /** @description The program's accounts, on the side where each stands. */
                balances: {
                    account: string;
                    /** @enum {string} */
                    side: "debit" | "credit";
                    balance: components["schemas"]["Amount"];
                }[];
            };
        };
        CreateProgramRequest: {
            name: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            treasuryAddress: string;
            /** @enum {string} */
            delivery?: "TREASURY" | "VAULT";
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            vaultAddress?: string;
            /** @description Dollars, at most 6 decimals. A string for more digits than a double holds. */
            feeUsd: number;
            /** @description Program tokens, at most 18 decimals. A string for more digits than a double holds. */
            claimAmount: number;
            /** @description Percent of the paid fee, at most two decimals. */
            directCommissionPct?: number;
            /** @description Percent of the paid fee, at most two decimals. */
            overrideCommissionPct?: number;
            maxAffiliateDepth?: number;
            /** @description Minor units of a 6-decimals dollar; an amount object in USD is taken too. */
            minPayout?: string;
            /** @description Minor units of a 6-decimals dollar; an amount object in USD is taken too. */
            secondApprovalAbove?: string;
            holdPeriodDays?: number;
            acceptedTokens?: ("USDC" | "USDT")[];
            confirmations?: number;
            kycRequired?: boolean;
            commerceRequired?: boolean;
            walletProofRequired?: boolean;
            slug: string;
            /**
             * @description An identity token that the platform's wallet may mint, of its own for this program. Without it the program shares the chain's, of which a wallet has one in all.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            identityTokenAddress?: string;
            /** @description The chain of this server. */
            chainId?: number;
        };
        ChangeProgramRequest: {
            name?: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            treasuryAddress?: string;
            /** @enum {string} */
            delivery?: "TREASURY" | "VAULT";
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            vaultAddress?: string;
            /** @description Dollars, at most 6 decimals. A string for more digits than a double holds. */
            feeUsd?: number;
            /** @description Program tokens, at most 18 decimals. A string for more digits than a double holds. */
            claimAmount?: number;
            /** @description Percent of the paid fee, at most two decimals. */
            directCommissionPct?: number;
            /** @description Percent of the paid fee, at most two decimals. */
            overrideCommissionPct?: number;
            maxAffiliateDepth?: number;
            /** @description Minor units of a 6-decimals dollar; an amount object in USD is taken too. */
            minPayout?: string;
            /** @description Minor units of a 6-decimals dollar; an amount object in USD is taken too. */
            secondApprovalAbove?: string;
            holdPeriodDays?: number;
            acceptedTokens?: ("USDC" | "USDT")[];
            confirmations?: number;
            kycRequired?: boolean;
            commerceRequired?: boolean;
            walletProofRequired?: boolean;
            /**
             * @description ARCHIVED is for ever.
             * @enum {string}
             */
            status?: "ACTIVE" | "PAUSED" | "ARCHIVED";
            /** @description Refused with 409 unless the program is at this version. */
            version?: number;
        };
        WalletGates: {
            programId: string;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /** Format: date-time */
            kycPassedAt: string | null;
            /** Format: date-time */
            commercePaidAt: string | null;
        };
        WalletGatesRequest: {
            /** @description false takes it back. */
            kycPassed: boolean;
            /** @description Why; kept in the audit log. */
            reason: string;
        };
        FundedInventory: {
            programId: string;
            transactionId: string;
            reference: string;
            inventory: {
                posted: components["schemas"]["Amount"];
                held: components["schemas"]["Amount"];
                available: components["schemas"]["Amount"];
            };
        };
        FundInventoryRequest: {
            /** @description Minor units of the program token. */
            amount: string;
            /** @description Why; kept in the audit log. */
            reason: string;
        };
        ProgramTerms: {
            programId: string;
            version: string;
            hash: string;
            text: string;
            /** Format: date-time */
            publishedAt: string;
        } | null;
        ProgramTermsRequest: {
            version: string;
            /** @description Its SHA-256, in UTF-8, is what affiliates sign for. */
            text: string;
        };
        Backtest: {
            programId: string;
            payments: number;
            /** @description By asset. */
            totals: {
                payments: number;
                fees: components["schemas"]["Amount"];
                accrued: components["schemas"]["Amount"] & unknown;
                wouldAccrue: components["schemas"]["Amount"] & unknown;
                kept: components["schemas"]["Amount"] & unknown;
                wouldKeep: components["schemas"]["Amount"];
            }[];
            /** @description The largest 100, by affiliate and asset. */
            differences: {
                affiliateId: string;
                accrued: components["schemas"]["Amount"] & unknown;
                wouldAccrue: components["schemas"]["Amount"] & unknown;
                difference: components["schemas"]["Amount"];
            }[];
            /** @description Of all of them. */
            differencesCount: number;
        };
        BacktestRequest: {
            rules: components["schemas"]["CommissionRules"];
            /**
             * Format: date-time
             * @example 2026-10-01T00:00:00Z
             */
            from: string;
            /**
             * Format: date-time
             * @description Not included; at most 366 days on.
             * @example 2026-10-01T00:00:00Z
             */
            to: string;
        };
        CommissionRules: {
            /** @description Percent of the paid fee, at most two decimals. */
            directCommissionPct: number;
            /** @description Percent of the paid fee, at most two decimals. */
            overrideCommissionPct: number;
            maxAffiliateDepth: number;
        };
        User: {
            intentId: string;
            status: components["schemas"]["IntentState"];
            isNew: boolean;
        };
        UserRequest: {
            /**
             * @description A program's id or slug.
             * @example default
             */
            programId: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @description An affiliate's code, in any case.
             * @example K7WQ2M9P
             */
            refCode?: string;
            proof?: components["schemas"]["WalletProof"] & unknown;
        };
        UserStatus: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            programId: string;
            /** @description Its registration has settled. */
            registered: boolean;
            /** @description Its registration; null without one. */
            intentId: string | null;
            status: components["schemas"]["IntentState"] | null;
            tokenId: string | null;
            /** Format: date-time */
            registeredAt: string | null;
            /**
             * @description PROVISIONAL until a registration proves the wallet, LOCKED from then on; never who it is.
             * @enum {string|null}
             */
            attribution: "PROVISIONAL" | "LOCKED" | null;
        };
        UserIntent: {
            intentId: string;
            status: components["schemas"]["IntentState"];
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            programId: string;
            tokenId: string | null;
            txHash: string | null;
            failureCode: string | null;
        };
        AffiliateRegistration: {
            affiliate: components["schemas"]["Affiliate"];
            parentAffiliate?: components["schemas"]["ParentAffiliate"];
            isNew: boolean;
        };
        Affiliate: {
            id: string;
            /** @example K7WQ2M9P */
            referralCode: string;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @description A suspended affiliate brings nobody new, and keeps whom it brought.
             * @enum {string}
             */
            status: "ACTIVE" | "SUSPENDED";
        };
        ParentAffiliate: {
            id: string;
            referralCode: string;
        };
        AffiliateRequest: {
            /**
             * @description A program's id or slug.
             * @example default
             */
            programId: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @description An affiliate's code, in any case.
             * @example K7WQ2M9P
             */
            parentCode?: string;
            /**
             * Format: email
             * @description Shown to the affiliate itself and to operators of the program.
             */
            email?: string;
            /** @description Shown to the affiliate itself and to operators of the program. */
            displayName?: string;
            terms: components["schemas"]["SignedTerms"];
        };
        /** @description Version and hash of the terms, the message of `POST /api/auth/nonce` for the purpose TERMS, and the wallet's signature of it (docs/affiliate-terms.md). */
        SignedTerms: {
            version: string;
            hash: string;
            /** @description The EIP-4361 message, exactly as it was signed. */
            message: string;
            /** @description The wallet's signature of it: 65 bytes of a key, or what a contract takes (ERC-1271, ERC-6492). */
            signature: string;
        };
        AffiliateProfile: {
            affiliate: components["schemas"]["Affiliate"] & {
                email: string | null;
                displayName: string | null;
                /** @description How many affiliates are above it. */
                depth: number;
                terms: {
                    version: string;
                    hash: string;
                };
                /** Format: date-time */
                joinedAt: string;
            };
            parentAffiliate: components["schemas"]["ParentAffiliate"] | null;
            program: {
                id: string;
                slug: string;
            };
        };
        AffiliateTree: {
            /** @description By level, then by age. */
            nodes: components["schemas"]["AffiliateNode"][];
            maxDepth: number;
            /** @description There are more than 1000. */
            truncated: boolean;
        };
        AffiliateNode: components["schemas"]["Affiliate"] & {
            /** @description Null for the affiliate itself. */
            parentId: string | null;
            /** @description 0 for the affiliate itself. */
            level: number;
            /** @description Wallets it is said to have brought. */
            referrals: number;
            /** Format: date-time */
            joinedAt: string;
        };
        OwnAffiliateStats: components["schemas"]["AffiliateStats"] & {
            /** @description Those that have proven their wallet. */
            provenReferrals: number;
            /** @description Affiliates right below it. */
            directAffiliates: number;
            /** @description Balances of its account in the program's books. */
            owed: components["schemas"]["Amount"][];
            /** @description What payouts brought it. */
            paid: components["schemas"]["Amount"][];
            /** @description Sums of its commissions; accrued and payable are what is owed. */
            commissions: {
                accrued: components["schemas"]["Amount"][];
                payable: components["schemas"]["Amount"][];
                paid: components["schemas"]["Amount"][];
                reversed: components["schemas"]["Amount"][];
            };
        };
        AffiliateStats: {
            /** @description Wallets it is said to have brought. */
            totalReferrals: number;
            /** @description Those whose payment has taken their claim. */
            activeReferrals: number;
            /**
             * @description Dollars that the ledger owes it, over all payment tokens; below zero where more is to be taken back.
             * @example 12.5
             */
            pendingCommissions: string;
            /** @description Dollars that payouts brought it. */
            paidCommissions: string;
            /**
             * @description By active referrals: SILVER from 5, GOLD from 25, PLATINUM from 100.
             * @enum {string}
             */
            tier: "BRONZE" | "SILVER" | "GOLD" | "PLATINUM";
            referralCode: string;
        };
        AffiliateTimeseries: {
            /** @description Oldest first; days without events are zeros. */
            timeseries: {
                /** Format: date */
                date: string;
                /** @description Wallets it brought that day (UTC). */
                referrals: number;
                /** @description Wallets of it that claimed that day. */
                active: number;
            }[];
        };
        AffiliateAttribution: {
            /** @description Who brought the affiliate's own wallet; null: not registered. */
            attribution: {
                /**
                 * @description PROVISIONAL until a registration proves the wallet, LOCKED from then on.
                 * @enum {string}
                 */
                state: "PROVISIONAL" | "LOCKED";
                /** Format: date-time */
                claimedAt: string;
                /** Format: date-time */
                lockedAt: string | null;
                /** @description Null: nobody brought it. */
                referralCode: string | null;
            } | null;
            referrals: {
                id: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
                /**
                 * @description PROVISIONAL until a registration proves the wallet, LOCKED from then on.
                 * @enum {string}
                 */
                state: "PROVISIONAL" | "LOCKED";
                /** Format: date-time */
                claimedAt: string;
                /** Format: date-time */
                lockedAt: string | null;
                /** @description The code or wallet as it was given. */
                code: string | null;
                /** @description The route: register or users. */
                source: string;
                /** @description Its payment has taken its claim. */
                active: boolean;
            }[];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Commissions: {
            commissions: components["schemas"]["Commission"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Commission: {
            id: string;
            kind: components["schemas"]["CommissionKind"];
            /** @description 1 is the referrer. */
            level: number;
            amount: components["schemas"]["Amount"] & unknown;
            status: components["schemas"]["CommissionStatus"];
            /** @description The claim whose payment it is from. */
            intentId: string;
            /**
             * @description Who paid; only where the affiliate brought that wallet itself.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            fromUser?: string;
            /** @description The one that it takes back. */
            reversesId: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When its hold period ends.
             */
            payableAt: string;
            /** Format: date-time */
            releasedAt: string | null;
            /** Format: date-time */
            paidAt: string | null;
            /** Format: date-time */
            reversedAt: string | null;
        };
        /**
         * @description DIRECT: from who it brought. OVERRIDE: from who was brought by those below it.
         * @enum {string}
         */
        CommissionKind: "DIRECT" | "OVERRIDE";
        /**
         * @description ACCRUED until the hold period is over, then PAYABLE, PAID by a payout; REVERSED.
         * @enum {string}
         */
        CommissionStatus: "ACCRUED" | "PAYABLE" | "PAID" | "REVERSED";
        OldCommissions: {
            commissions: components["schemas"]["OldCommission"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        OldCommission: {
            id: string;
            /** Format: date-time */
            createdAt: string;
            type: components["schemas"]["CommissionKind"];
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            fromUser?: string;
            /**
             * @description Dollars.
             * @example 10
             */
            amount: string;
            value: components["schemas"]["Amount"] & unknown;
            status: components["schemas"]["CommissionStatus"];
        };
        ExplainedCommission: {
            id: string;
            /** @example direct-override-1 */
            ruleVersion: string;
            inputs: {
                fee: components["schemas"]["Amount"];
                directBps: number;
                overrideBps: number;
                maxDepth: number;
                holdPeriodDays: number;
                /** @description Of the program's settings, when the payment was settled. */
                programVersion: number;
                /** @enum {string|null} */
                attribution: "PROVISIONAL" | "LOCKED" | null;
                /** @description Affiliates above the payer, nearest first; for an affiliate: up to itself. One that was not active earned nothing. */
                line: {
                    affiliateId: string;
                    active: boolean;
                }[];
            };
            steps: string[];
            amount: components["schemas"]["Amount"];
            kind: components["schemas"]["CommissionKind"];
            level: number;
            status: components["schemas"]["CommissionStatus"];
            kept: components["schemas"]["Amount"] & unknown;
            intentId: string;
            /**
             * @description It was computed anew; a difference would be an error.
             * @enum {boolean}
             */
            matchesStored: true;
        };
        AffiliateChangeRequest: {
            /**
             * Format: uuid
             * @description A program's id.
             */
            programId?: string;
            /** @description A program's slug. Without it and `programId`: the default program. */
            program?: string;
            /** @enum {string} */
            status: "ACTIVE" | "SUSPENDED";
            /** @description Why; kept in the audit log. */
            reason: string;
        };
        Intent: {
            id: string;
            kind: components["schemas"]["IntentKind"];
            state: components["schemas"]["IntentState"];
            parked: boolean;
            /** @description Why it waits for an operator; null when it does not. */
            parkedReason: string | null;
            program: {
                id: string;
                slug: string;
            };
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            idempotencyKey: string;
            workflowId: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            transitions: components["schemas"]["Transition"][];
            payment?: {
                txHash: string;
                logIndex: number;
                blockNumber: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                payer: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                recipient: string;
                amount: components["schemas"]["Amount"];
                /** @enum {string} */
                status: "SUSPENSE" | "APPLIED" | "VANISHED";
            };
            delivery?: {
                /** @enum {string} */
                state: "OPEN" | "EFFECTIVE" | "WITHOUT_EFFECT";
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
                nonce: number;
                /** @description The newest attempt. */
                txHash: string | null;
                attempts: {
                    ordinal: number;
                    txHash: string;
                    /** Format: date-time */
                    broadcastAt: string | null;
                    minedBlock: string | null;
                    gasUsed: string | null;
                }[];
            };
            failure?: {
                code: string;
                detail: string;
            };
            ledgerTransactions: {
                id: string;
                reference: string;
                /** Format: date-time */
                effectiveAt: string;
                /** Format: date-time */
                createdAt: string;
                postings: {
                    account: string;
                    /** @enum {string} */
                    direction: "debit" | "credit";
                    amount: components["schemas"]["Amount"];
                }[];
            }[];
        };
        Transition: {
            version: number;
            from: components["schemas"]["IntentState"] | null;
            to: components["schemas"]["IntentState"];
            /** Format: date-time */
            at: string;
            actor: string;
            reason: string;
        };
        ReversalStanding: {
            /** @description The claim or payout. */
            intentId: string;
            /** @enum {string} */
            status: "NONE" | "WAITING_FOR_SECOND" | "REVERSING" | "REVERSED";
            requests: {
                operatorId: string;
                reason: string;
                /** Format: date-time */
                at: string;
            }[];
            peopleNeeded: number;
            /** @description The intent that reverses it, once there is one. */
            reversal: {
                intentId: string;
                /** @enum {string} */
                state: "PENDING" | "LOCKED" | "SUBMITTED" | "CONFIRMED" | "SETTLED" | "FAILED";
                workflowId: string;
                statusUrl: string;
            } | null;
        };
        ReversalRequest: {
            /** @description Why; kept in the audit log. */
            reason: string;
        };
        AuthNonce: {
            nonce: string;
            /** Format: date-time */
            issuedAt: string;
            /**
             * Format: date-time
             * @description The message must have been taken in by then.
             */
            expiresAt: string;
            program: {
                id: string;
                slug: string;
            };
            /** @enum {string} */
            purpose: "SESSION" | "REGISTRATION" | "TERMS";
            domain: string;
            uri: string;
            /** @enum {string} */
            version: "1";
            chainId: number;
            statement: string;
            resources: string[];
            /** @description The EIP-4361 message to sign, where the request named the wallet; null otherwise: then it is made of the fields above, with exactly this statement and these resources. */
            message: string | null;
        };
        AuthNonceRequest: {
            /**
             * Format: uuid
             * @description A program's id.
             */
            programId?: string;
            /** @description A program's slug. Without it and `programId`: the default program. */
            program?: string;
            /**
             * @description An address; mixed case must carry a right EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet?: string;
            /**
             * @description What is going to be signed for: to sign in, to register, or to accept terms.
             * @default SESSION
             * @enum {string}
             */
            purpose?: "SESSION" | "REGISTRATION" | "TERMS";
            /** @description For the purpose TERMS: which. */
            terms?: {
                version: string;
                hash: string;
            };
        };
        NewSession: components["schemas"]["Session"] & {
            /** @description Shown this once, for `Authorization: Bearer`; browsers are given the cookie too. */
            token: string;
            /** @enum {string} */
            tokenType: "Bearer";
        };
        Session: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            program: {
                id: string;
                slug: string;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        AuthVerifyRequest: components["schemas"]["WalletProof"] & {
            /**
             * Format: uuid
             * @description A program's id.
             */
            programId?: string;
            /** @description A program's slug. Without it and `programId`: the default program. */
            program?: string;
        };
        SignedOut: {
            /** @enum {boolean} */
            signedOut: true;
        };
        AuthLogoutRequest: {
            /**
             * Format: uuid
             * @description A program's id.
             */
            programId?: string;
            /** @description A program's slug. Without it and `programId`: the default program. */
            program?: string;
        };
        OwnPayouts: {
            payouts: components["schemas"]["Payout"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Payout: {
            id: string;
            batchId: string;
            period: string;
            affiliateId: string;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            method: components["schemas"]["PayoutMethod"];
            amount: components["schemas"]["Amount"];
            status: components["schemas"]["PayoutStatus"];
            /** @description How many are in it. */
            commissions: number;
            /** @description The failed one it tries again. */
            retriesId: string | null;
            /** @description What carries it out, once executed. */
            intentId: string | null;
            /** @description The intent's. */
            statusUrl: string | null;
            failure?: {
                code: string;
                detail: string;
            };
            bankReference: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt: string | null;
        };
        /** @enum {string} */
        PayoutMethod: "ONCHAIN_USDC" | "ONCHAIN_USDT" | "ACH" | "WIRE" | "MANUAL";
        /**
         * @description PLANNED until its batch is executed. UNKNOWN: its rail gave no answer, it is asked and never sent again. EXCLUDED: taken out by an edit.
         * @enum {string}
         */
        PayoutStatus: "PLANNED" | "PROCESSING" | "UNKNOWN" | "PAID" | "FAILED" | "CANCELLED" | "EXCLUDED" | "REVERSED";
        PayoutPreview: {
            programId: string;
            period: string;
            minAmount: components["schemas"]["Amount"];
            /** @description The batch that the period has already; with it none is made. */
            existingBatchId: string | null;
            /** @description By asset. */
            totalAmount: components["schemas"]["Amount"][];
            affiliateCount: number;
            payoutCount: number;
            /** @description Why what is planned on chain could not be paid; it has to be edited to another method before anybody can approve it. */
            unavailable: string | null;
            /** @description The first 1000. */
            payouts: {
                affiliateId: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
                amount: components["schemas"]["Amount"];
                /** @description How many it sums. */
                commissions: number;
                method: components["schemas"]["PayoutMethod"];
            }[];
            leftOutCount: number;
            /** @description The first 1000; they keep their commissions. */
            leftOut: {
                affiliateId: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
                amount: components["schemas"]["Amount"];
                /** @description How many it sums. */
                commissions: number;
                /** @enum {string} */
                reason: "NOTHING_OWED" | "BELOW_MINIMUM" | "BATCH_FULL";
            }[];
        };
        PayoutBatchRequest: {
            /**
             * @description A program's id or slug.
             * @example default
             */
            programId: string;
            /**
             * @description The month that has to have begun: of the present one, what has become payable so far.
             * @example 2026-10
             */
            period: string;
            /** @description Smallest payout, in minor units of a 6-decimals dollar; the program's own minimum counts where it is larger. */
            minAmount?: string;
        };
        PayoutBatchWithPayouts: {
            batchId: string;
            programId: string;
            period: string;
            status: components["schemas"]["PayoutBatchStatus"];
            /** @description SHA-256 of the canonical batch (RFC 8785): what an approval names. Another one with every edit. Once the batch is PARTIALLY_FAILED, of what has failed and would be tried again, with the last result of each. */
            digest: string;
            version: number;
            minAmount: components["schemas"]["Amount"];
            /** @description By asset: sums of its payouts, without those taken out. */
            totalAmount: components["schemas"]["Amount"][];
            paidAmount: components["schemas"]["Amount"][];
            /** @description What failed and was not tried again. */
            failedAmount: components["schemas"]["Amount"][];
            affiliateCount: number;
            payoutCount: number;
            createdBy: string;
            /** @description Operators who made or edited it, and so do not approve it. */
            makers: string[];
            /** @description Of the batch as it is now. */
            approvals: {
                operatorId: string;
                /** Format: date-time */
                at: string;
                counts: boolean;
            }[];
            /** @description 2 where the total is above the program's secondApprovalAbove. */
            approvalsNeeded: number;
            /** @description What `retry-failed` would try again; null: nothing. */
            retry: {
                /** @description That have failed and were not tried again. */
                payouts: number;
                /** @description Of these, by hand: another try takes new approvals, by people who neither brought their results nor ask for the try. */
                byHand: number;
                /** @description Of these, the bank has said two things: two people decide first. */
                contradicted: number;
                /** @description Of another try. */
                approvals: {
                    operatorId: string;
                    /** @description How many of them this person has approved. */
                    payouts: number;
                }[];
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: date-time */
            executedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** Format: date-time */
            cancelledAt: string | null;
            /** @description The execution, and each retry of what had failed; oldest first. */
            executions: {
                intentId: string;
                /** @enum {string} */
                state: "PENDING" | "LOCKED" | "SUBMITTED" | "CONFIRMED" | "SETTLED" | "FAILED";
                parked: boolean;
                /** @description Under which Temporal's UI shows it. */
                workflowId: string;
                statusUrl: string;
            }[];
            /** @description Whole seconds since the batch was created. */
            secondsToApproval: number | null;
            /** @description Whole seconds since the batch was created. */
            secondsToSettlement: number | null;
            payouts: components["schemas"]["Payout"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        /** @enum {string} */
        PayoutBatchStatus: "PENDING" | "APPROVED" | "PROCESSING" | "COMPLETED" | "PARTIALLY_FAILED" | "CANCELLED";
        PayoutBatches: {
            batches: components["schemas"]["PayoutBatch"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        PayoutBatch: {
            batchId: string;
            programId: string;
            period: string;
            status: components["schemas"]["PayoutBatchStatus"];
            /** @description SHA-256 of the canonical batch (RFC 8785): what an approval names. Another one with every edit. Once the batch is PARTIALLY_FAILED, of what has failed and would be tried again, with the last result of each. */
            digest: string;
            version: number;
            minAmount: components["schemas"]["Amount"];
            /** @description By asset: sums of its payouts, without those taken out. */
            totalAmount: components["schemas"]["Amount"][];
            paidAmount: components["schemas"]["Amount"][];
            /** @description What failed and was not tried again. */
            failedAmount: components["schemas"]["Amount"][];
            affiliateCount: number;
            payoutCount: number;
            createdBy: string;
            /** @description Operators who made or edited it, and so do not approve it. */
            makers: string[];
            /** @description Of the batch as it is now. */
            approvals: {
                operatorId: string;
                /** Format: date-time */
                at: string;
                counts: boolean;
            }[];
            /** @description 2 where the total is above the program's secondApprovalAbove. */
            approvalsNeeded: number;
            /** @description What `retry-failed` would try again; null: nothing. */
            retry: {
                /** @description That have failed and were not tried again. */
                payouts: number;
                /** @description Of these, by hand: another try takes new approvals, by people who neither brought their results nor ask for the try. */
                byHand: number;
                /** @description Of these, the bank has said two things: two people decide first. */
                contradicted: number;
                /** @description Of another try. */
                approvals: {
                    operatorId: string;
                    /** @description How many of them this person has approved. */
                    payouts: number;
                }[];
            } | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            approvedAt: string | null;
            /** Format: date-time */
            executedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
            /** Format: date-time */
            cancelledAt: string | null;
            /** @description The execution, and each retry of what had failed; oldest first. */
            executions: {
                intentId: string;
                /** @enum {string} */
                state: "PENDING" | "LOCKED" | "SUBMITTED" | "CONFIRMED" | "SETTLED" | "FAILED";
                parked: boolean;
                /** @description Under which Temporal's UI shows it. */
                workflowId: string;
                statusUrl: string;
            }[];
            /** @description Whole seconds since the batch was created. */
            secondsToApproval: number | null;
            /** @description Whole seconds since the batch was created. */
            secondsToSettlement: number | null;
        };
        PayoutBatchEdit: {
            /** @description The `digest` of the batch as it was seen. */
            digest: string;
            /**
             * @description Payouts to take out for good; their commissions wait for a later batch.
             * @default []
             */
            exclude?: string[];
            /**
             * @description How payouts are to be made instead.
             * @default []
             */
            methods?: {
                /** Format: uuid */
                payoutId: string;
                /** @enum {string} */
                method: "ONCHAIN_USDC" | "ONCHAIN_USDT" | "ACH" | "WIRE" | "MANUAL";
            }[];
        };
        PayoutBatchApproval: {
            /** @description The `digest` of the batch as it was seen. */
            digest: string;
        };
        PayoutBatchCancellation: {
            /** @description Why; kept in the audit log. */
            reason?: string;
        };
        NothingMore: Record<string, never>;
        PayoutResultsAnswer: {
            batchId: string;
            /** @description What became of each row, in their order. */
            rows: {
                payoutId: string;
                /** @enum {string} */
                result: "matched" | "already" | "conflict" | "unknown_payout" | "amount_differs" | "not_manual" | "not_awaited";
            }[];
            counts: {
                matched: number;
                already: number;
                conflict: number;
                unknown_payout: number;
                amount_differs: number;
                not_manual: number;
                not_awaited: number;
            };
        };
        PayoutResults: {
            rows: {
                payoutId: string;
                /** @enum {string} */
                outcome: "PAID" | "FAILED" | "UNKNOWN";
                /**
                 * @description Minor units.
                 * @example 12500000
                 */
                amount: string;
                /** @example USDC */
                asset: string;
                /** @description What the bank calls it. */
                bankReference?: string;
                /** @description The bank's own words. */
                detail?: string;
            }[];
        };
        PayoutDecisionStanding: {
            payoutId: string;
            payoutStatus: components["schemas"]["PayoutStatus"];
            /**
             * @description NONE: the bank has said one thing. OPEN: two, and two people have not agreed.
             * @enum {string}
             */
            status: "NONE" | "OPEN" | "DECIDED";
            /** @enum {string|null} */
            decided: "PAID" | "FAILED" | null;
            /** @description What the bank has said last, where that contradicts. */
            newestResult: {
                /** @enum {string} */
                outcome: "PAID" | "FAILED" | "UNKNOWN";
                bankReference: string | null;
                detail: string | null;
                /** @description Who brought it. */
                operatorId: string;
                /** Format: date-time */
                at: string;
            } | null;
            decisions: {
                operatorId: string;
                /** @enum {string} */
                outcome: "PAID" | "FAILED";
                reason: string;
                /** Format: date-time */
                at: string;
            }[];
            peopleNeeded: number;
        };
        PayoutDecision: {
            /**
             * @description What became of it.
             * @enum {string}
             */
            outcome: "PAID" | "FAILED";
            /** @description Why; kept in the audit log. */
            reason: string;
        };
        PayoutSummary: {
            programId: string;
            /** @description Sums by status and asset. */
            payouts: {
                status: components["schemas"]["PayoutStatus"];
                amount: components["schemas"]["Amount"];
                payouts: number;
            }[];
            batches: {
                status: components["schemas"]["PayoutBatchStatus"];
                batches: number;
            }[];
            /** @description On average from the creation of a batch, in whole seconds. */
            averageSecondsToApproval: number | null;
            /** @description On average from the creation of a batch, in whole seconds. */
            averageSecondsToSettlement: number | null;
        };
        ProgramTimeseries: {
            /** @description All of the days together. */
            summary: {
                /** @description Registrations that settled. */
                registrations: number;
                /** @description Claims that settled. */
                claims: number;
            };
            /** @description Days in UTC, oldest first; days without events are zeros. */
            timeseries: {
                /** Format: date */
                date: string;
                /** @description Registrations that settled. */
                registrations: number;
                /** @description Claims that settled. */
                claims: number;
            }[];
        };
        Operators: {
            operators: components["schemas"]["Operator"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Operator: {
            id: string;
            name: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            disabledAt: string | null;
            roles: {
                /** @enum {string} */
                role: "viewer" | "operator" | "approver" | "owner" | "ledger";
                programId: string | null;
                /** @description The slug; null for all programs. */
                program: string | null;
                /** Format: date-time */
                grantedAt: string;
            }[];
        };
        NewOperatorRequest: {
            name: string;
            /** @default [] */
            roles?: components["schemas"]["RoleGrant"][];
        };
        RoleGrant: {
            /** @enum {string} */
            role: "viewer" | "operator" | "approver" | "owner" | "ledger";
            /**
             * Format: uuid
             * @description The program's id; null for all programs.
             */
            programId: string | null;
        };
        ChangeOperatorRequest: {
            name?: string;
            /** @description true also revokes all keys of the operator; false does not bring them back. */
            disabled?: boolean;
            /** @default [] */
            grant?: components["schemas"]["RoleGrant"][];
            /**
             * @description After what is granted.
             * @default []
             */
            revoke?: components["schemas"]["RoleGrant"][];
        };
        ApiKeys: {
            keys: components["schemas"]["ApiKey"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        ApiKey: {
            id: string;
            operatorId: string;
            /** @description The operator's name. */
            operator: string;
            name: string;
            /** @description The first characters, to recognise it by. */
            prefix: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
            /** Format: date-time */
            revokedAt: string | null;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastUsedAt: string | null;
        };
        NewApiKey: components["schemas"]["ApiKey"] & {
            /** @description Shown in this answer and its replays only; the platform keeps its hash. */
            key: string;
        };
        NewApiKeyRequest: {
            /**
             * Format: uuid
             * @description Whose; without it: your own.
             */
            operatorId?: string;
            name: string;
            /** @default 90 */
            expiresInDays?: number;
        };
        RevokeApiKeyRequest: {
            /** @description For the audit log. */
            reason?: string;
        };
        ParkedIntents: {
            intents: components["schemas"]["ParkedIntent"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        ParkedIntent: {
            intentId: string;
            kind: components["schemas"]["IntentKind"];
            state: components["schemas"]["IntentState"];
            /** @description Its slug. */
            program: string;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            parked: boolean;
            parkedReason: string | null;
            /** Format: date-time */
            parkedAt: string | null;
            workflowId: string;
            temporalUrl: string | null;
            canAbandon: boolean;
            abandonRefusedBecause: string | null;
            /** @description What can be done. */
            remedy: string | null;
            /** @description The newest 50, newest first. */
            decisions: components["schemas"]["Decision"][];
        };
        Decision: {
            id: string;
            /** @enum {string} */
            type: "retry" | "abandon";
            operator: string;
            reason: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When a run last took it in.
             */
            deliveredAt: string | null;
            /**
             * @description Null until it is carried out; `moot`: the intent had moved on by itself.
             * @enum {string|null}
             */
            outcome: "resumed" | "abandoned" | "refused" | "moot" | null;
            outcomeDetail: string | null;
            /** Format: date-time */
            endedAt: string | null;
        };
        DecisionAccepted: {
            decisionId: string;
            intentId: string;
            /** @enum {string} */
            type: "retry" | "abandon";
            /** @enum {string} */
            status: "accepted";
        };
        DecisionRequest: {
            /** @description Why; kept with the decision, the intent and the audit log. */
            reason: string;
        };
        Findings: {
            findings: components["schemas"]["Finding"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Finding: {
            id: string;
            code: string;
            /** @enum {string|null} */
            severity: "critical" | "warning" | null;
            meaning: string | null;
            remedy: string | null;
            /** @example intent:0198f5b2-7f6e-7000-8000-000000000000 */
            subject: string;
            program: string | null;
            detail: string;
            /** @description How often it was seen. */
            seen: number;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** Format: date-time */
            closedAt: string | null;
            closeReason: string | null;
        };
        AdminStats: {
            program: {
                id: string;
                slug: string;
            };
            /** @description Wallets with a settled registration. */
            totalMints: number;
            /** @description Wallets with a settled claim. */
            totalClaims: number;
            /** @description Payments whose claim has settled. */
            totalPayments: number;
            /** @description What those payments come to, for each token. */
            received: components["schemas"]["Amount"][];
            affiliates: number;
            /** @description Wallets that an affiliate is said to have brought. */
            attributed: number;
            openIntents: number;
            parkedIntents: number;
        };
        Mints: {
            mints: {
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
                tokenId: string | null;
                txHash: string | null;
                intentId: string;
                /** Format: date-time */
                registeredAt: string;
            }[];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Payments: {
            payments: components["schemas"]["Payment"][];
            /** @description Where the next page begins; null on the last one. */
            nextCursor: string | null;
        };
        Payment: {
            id: string;
            /** @description The claim it was made for. */
            intentId: string;
            /**
             * @description Who paid.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            recipient: string;
            txHash: string;
            logIndex: number;
            blockNumber: string;
            amount: components["schemas"]["Amount"];
            /**
             * @description SUSPENSE: received, and no claim has settled with it; APPLIED: its claim has; VANISHED: a reorganisation took it away.
             * @enum {string}
             */
            status: "SUSPENSE" | "APPLIED" | "VANISHED";
            /** Format: date-time */
            createdAt: string;
        };
        WalletFile: {
            /**
             * @description An address with its EIP-55 checksum.
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            wallet: string;
            program: {
                id: string;
                slug: string;
            };
            paid: boolean;
            minted: boolean;
            tokenId: string | null;
            mintTxHash: string | null;
            claimed: boolean;
            claimTxHash: string | null;
            eligible: boolean;
            attribution: components["schemas"]["WalletAttribution"] | null;
            /** @description The newest 50, newest first. */
            intents: components["schemas"]["IntentSummary"][];
            /** @description The newest 50, newest first. */
            payments: components["schemas"]["Payment"][];
        };
        WalletAttribution: {
            /** @enum {string} */
            state: "PROVISIONAL" | "LOCKED";
            /** @description Null: nobody brought it. */
            affiliate: {
                id: string;
                /**
                 * @description An address with its EIP-55 checksum.
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                wallet: string;
            } | null;
            /** @description The code or wallet that was given. */
            code: string | null;
            source: string;
            /** Format: date-time */
            claimedAt: string;
            /** Format: date-time */
            lockedAt: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readIndex: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        version: string;
                        /** @enum {string} */
                        mode: "mock" | "real";
                        links: {
                            [key: string]: string;
                        };
                    };
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration that clients need. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readOldHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Writes are accepted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The exposition text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description The identity token is minted. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description Accepted; `intentId` tells how it goes on. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registration"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WALLET_PROOF_INVALID */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, KYC_REQUIRED, PAYMENT_REQUIRED, WALLET_PROOF_REQUIRED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, UNKNOWN_REFERRAL, SELF_REFERRAL, REFERRAL_CYCLE, AFFILIATE_SUSPENDED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readStatus: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status; a wallet never seen has nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletStatus"];
                };
            };
            /** @description MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validateWallet: {
        parameters: {
            query: {
                /** @description Any text. */
                address: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found; no address is an answer too. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletValidation"];
                };
            };
            /** @description MISSING_WALLET, VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readWalletBalances: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                address: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain's coin, the program's token and the payment tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletBalances"];
                };
            };
            /** @description MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readWalletNft: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                address: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, or none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletNft"];
                };
            };
            /** @description MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readGasPrice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The prices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GasPrice"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readBlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The block. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readClaimInfo: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What can be claimed, and for which fee. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimInfo"];
                };
            };
            /** @description MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prepareClaim: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrepareClaimRequest"];
            };
        };
        responses: {
            /** @description The quote and the transactions to send. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreparedClaim"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, KYC_REQUIRED, PAYMENT_REQUIRED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, TOKEN_NOT_ACCEPTED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recordClaim: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecordClaimRequest"];
            };
        };
        responses: {
            /** @description Accepted; `intentId` tells how it goes on. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedClaim"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, KYC_REQUIRED, PAYMENT_REQUIRED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, ALREADY_CLAIMED, PAYMENT_ALREADY_USED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, TOKEN_NOT_ACCEPTED, NOT_REGISTERED, QUOTE_NOT_FOUND */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readClaimHistory: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The claim and every attempt at it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimHistory"];
                };
            };
            /** @description MISSING_WALLET, INVALID_ADDRESS, VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimInProgram: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimIntentRequest"];
            };
        };
        responses: {
            /** @description The quote and the transactions to send. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreparedClaim"];
                };
            };
            /** @description Recorded; `intentId` tells how it goes on. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimIntent"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, KYC_REQUIRED, PAYMENT_REQUIRED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, ALREADY_CLAIMED, PAYMENT_ALREADY_USED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, TOKEN_NOT_ACCEPTED, NOT_REGISTERED, QUOTE_NOT_FOUND */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readProgramClaimInfo: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
                /** @description A program's id or slug. */
                programId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where the wallet stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramClaimInfo"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPrograms: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                status?: "ACTIVE" | "PAUSED" | "ARCHIVED";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Programs"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProgram: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateProgramRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, SLUG_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readProgram: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The program. */
            200: {
                headers: {
                    /** @description Its version, for If-Match. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeProgram: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Its id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeProgramRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Program"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, PROGRAM_CHANGED, PROGRAM_ARCHIVED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readProgramStats: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramStats"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readWalletGates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id or slug. */
                id: string;
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The gates; a wallet never seen has passed none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletGates"];
                };
            };
            /** @description INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setWalletGates: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id or slug. */
                id: string;
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WalletGatesRequest"];
            };
        };
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletGates"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fundInventory: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FundInventoryRequest"];
            };
        };
        responses: {
            /** @description Booked. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FundedInventory"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, PROGRAM_ARCHIVED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, INVENTORY_NOT_COVERED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readProgramTerms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest version; null where the program has published none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        terms: components["schemas"]["ProgramTerms"];
                    };
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publishProgramTerms: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The program's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProgramTermsRequest"];
            };
        };
        responses: {
            /** @description Published. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramTerms"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, PROGRAM_ARCHIVED, TERMS_VERSION_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    backtestRules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The program's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BacktestRequest"];
            };
        };
        responses: {
            /** @description Both, and who would have got more or less. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Backtest"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserRequest"];
            };
        };
        responses: {
            /** @description The wallet has this registration already. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Accepted, and on its way. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WALLET_PROOF_INVALID */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, KYC_REQUIRED, PAYMENT_REQUIRED, WALLET_PROOF_REQUIRED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, UNKNOWN_REFERRAL, SELF_REFERRAL, REFERRAL_CYCLE, AFFILIATE_SUSPENDED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readUserStatus: {
        parameters: {
            query: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
                /** @description A program's id or slug. */
                programId: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status; a wallet never seen has nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readUserIntent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The registration. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserIntent"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerAffiliate: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AffiliateRequest"];
            };
        };
        responses: {
            /** @description The wallet is an affiliate already: this one. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateRegistration"];
                };
            };
            /** @description A new affiliate. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateRegistration"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WALLET_PROOF_INVALID */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description PROGRAM_PAUSED, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, TERMS_NOT_CURRENT, UNKNOWN_REFERRAL, AFFILIATE_SUSPENDED, TREE_TOO_DEEP */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAffiliate: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The affiliate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateProfile"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAffiliateTree: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
                /** @description How many levels below it. */
                maxDepth?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree, flat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateTree"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readOwnAffiliateStats: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts, and its account in the books. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAffiliateStats"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAffiliateStats: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures, flat. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateStats"];
                };
            };
            /** @description VALIDATION_FAILED, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAffiliateTimeseries: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
                /** @description The last days, today included. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateTimeseries"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAffiliateAttribution: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the wallets it brought, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AffiliateAttribution"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnCommissions: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
                status?: "ACCRUED" | "PAYABLE" | "PAID" | "REVERSED";
                kind?: "DIRECT" | "OVERRIDE";
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Commissions"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCommissions: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                status?: "ACCRUED" | "PAYABLE" | "PAID" | "REVERSED";
                kind?: "DIRECT" | "OVERRIDE";
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first, under the old names. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OldCommissions"];
                };
            };
            /** @description VALIDATION_FAILED, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explainCommission: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rule, inputs, steps and amount. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainedCommission"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeAffiliate: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                wallet: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AffiliateChangeRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Affiliate"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readIntent: {
        parameters: {
            query?: never;
            header?: {
                /** @description RFC 7240 */
                Prefer?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The intent. */
            200: {
                headers: {
                    "Preference-Applied"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intent"];
                };
            };
            /** @description NOT_ACCEPTABLE_WAIT */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readReversal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReversalStanding"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reverseSettlement: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReversalRequest"];
            };
        };
        responses: {
            /** @description How far it is. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReversalStanding"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, NOT_REVERSIBLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followIntent: {
        parameters: {
            query?: never;
            header?: {
                "Last-Event-ID"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events; the data of each is a Transition. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Nothing will come after `Last-Event-ID`. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issueNonce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AuthNonceRequest"];
            };
        };
        responses: {
            /** @description What to sign. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthNonce"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS, MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthVerifyRequest"];
            };
        };
        responses: {
            /** @description Signed in. */
            200: {
                headers: {
                    /** @description `__Host-quittance-<program id>`: HttpOnly, Secure, SameSite=Lax. */
                    "Set-Cookie": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewSession"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description WALLET_PROOF_INVALID */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AuthLogoutRequest"];
            };
        };
        responses: {
            /** @description Nobody is signed in now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readSession: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOwnPayouts: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description For operators: whom they ask about. Otherwise the wallet that is signed in. */
                wallet?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPayouts"];
                };
            };
            /** @description VALIDATION_FAILED, MISSING_WALLET, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewPayoutBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchRequest"];
            };
        };
        responses: {
            /** @description As it would be now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutPreview"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPayoutBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchRequest"];
            };
        };
        responses: {
            /** @description The batch, with its first payouts. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatchWithPayouts"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_EXISTS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, NO_PAYABLE_COMMISSIONS */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPayoutBatchesAlias: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: all in which the operator has a role. */
                program?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                status?: "PENDING" | "APPROVED" | "PROCESSING" | "COMPLETED" | "PARTIALLY_FAILED" | "CANCELLED";
                /** @description A month in UTC. */
                period?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatches"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createPayoutBatchAlias: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchRequest"];
            };
        };
        responses: {
            /** @description The batch, with its first payouts. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatchWithPayouts"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_EXISTS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, NO_PAYABLE_COMMISSIONS */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPayoutBatches: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: all in which the operator has a role. */
                program?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                status?: "PENDING" | "APPROVED" | "PROCESSING" | "COMPLETED" | "PARTIALLY_FAILED" | "CANCELLED";
                /** @description A month in UTC. */
                period?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatches"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readPayoutBatch: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch, and a page of its payouts by their ids. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatchWithPayouts"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editPayoutBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchEdit"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_STATE, BATCH_CHANGED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, PAYOUT_METHOD_UNAVAILABLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvePayoutBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchApproval"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, SAME_OPERATOR, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_CHANGED, BATCH_STATE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, PAYOUT_METHOD_UNAVAILABLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelPayoutBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutBatchCancellation"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_STATE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    executePayoutBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NothingMore"];
            };
        };
        responses: {
            /** @description As it is now; `executions` names the intent that carries it out. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_STATE, APPROVALS_MISSING, PAYOUT_CONTRADICTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, PAYOUT_METHOD_UNAVAILABLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryFailedPayouts: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NothingMore"];
            };
        };
        responses: {
            /** @description As it is now; `executions` names the intent that carries it out. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutBatch"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, BATCH_STATE, APPROVALS_MISSING, PAYOUT_CONTRADICTED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED, NO_PAYABLE_COMMISSIONS, PAYOUT_METHOD_UNAVAILABLE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportPayoutBatch: {
        parameters: {
            query?: {
                /** @description Only those made so. */
                method?: "ACH" | "WIRE" | "MANUAL";
                /** @description PROCESSING: what is to be carried out now. */
                status?: "PROCESSING" | "UNKNOWN" | "PAID" | "FAILED";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importPayoutResults: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutResults"];
            };
        };
        responses: {
            /** @description What became of each row. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutResultsAnswer"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readPayoutDecision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutDecisionStanding"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decidePayout: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PayoutDecision"];
            };
        };
        responses: {
            /** @description How far it is. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutDecisionStanding"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, NOTHING_TO_DECIDE */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readPayoutSummary: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Of all its payouts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutSummary"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readProgramTimeseries: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                /** @description The last days, today included. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramTimeseries"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOperators: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operators"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createOperator: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOperatorRequest"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, OPERATOR_NAME_TAKEN */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeOperator: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOperatorRequest"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, OPERATOR_NAME_TAKEN, LAST_OWNER */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                /** @description Only of this one. */
                operatorId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKeyRequest"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, OPERATOR_DISABLED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeApiKeyRequest"];
            };
        };
        responses: {
            /** @description Revoked, now or before. */
            200: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listParkedIntents: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                /** @description A program's slug. */
                program?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedIntents"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readParkedIntent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                intentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The intent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedIntent"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryParkedIntent: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                intentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        responses: {
            /** @description Decided; what becomes of it is shown with the intent. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionAccepted"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, NOT_PARKED, ALREADY_DECIDED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    abandonParkedIntent: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each new write, repeated for a retry: 1 to 255 visible ASCII characters, bare or as a quoted string. Optional where the server runs with IDEMPOTENCY_REQUIRED=false. */
                "Idempotency-Key"?: string;
            };
            path: {
                intentId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        responses: {
            /** @description Decided; what becomes of it is shown with the intent. */
            202: {
                headers: {
                    "Idempotency-Key": string;
                    /** @description Present on a replay. */
                    "Idempotency-Replayed"?: "true";
                    "X-Idempotency": "MISS" | "HIT";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionAccepted"];
                };
            };
            /** @description VALIDATION_FAILED, MALFORMED_JSON, IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_MALFORMED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description REQUEST_IN_PROGRESS, NOT_PARKED, ALREADY_DECIDED, ABANDON_REFUSED */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ANSWER_EXPIRED */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description IDEMPOTENCY_KEY_REUSED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
                /** @description `true`: also those that are over. */
                all?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Findings"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description FORBIDDEN, ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readAdminStats: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminStats"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMints: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mints"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPayments: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
                limit?: number;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Items to skip, for older clients; `cursor` does not miss what is added meanwhile. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payments"];
                };
            };
            /** @description VALIDATION_FAILED */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readWalletFile: {
        parameters: {
            query?: {
                /** @description A program's id. */
                programId?: string;
                /** @description A program's slug. Without it and `programId`: the default program. */
                program?: string;
            };
            header?: never;
            path: {
                /** @description An address; mixed case must carry a right EIP-55 checksum. */
                address: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wallet; one never seen has nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletFile"];
                };
            };
            /** @description VALIDATION_FAILED, INVALID_ADDRESS */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNAUTHENTICATED */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ADMIN_NOT_CONFIGURED, UNAVAILABLE */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    callChain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description The JSON-RPC answer, or an array of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description There were only notifications. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description MALFORMED_JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description UNSUPPORTED_MEDIA_TYPE */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showReference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showErrors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description ORIGIN_FORBIDDEN */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RATE_LIMITED */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

/** The writes that take an idempotency key. */
export const keyedRoutes: ReadonlySet<string> = new Set([
  "POST /api/register",
  "POST /api/claim/prepare",
  "POST /api/claim/record",
  "POST /api/v2/claims/intent",
  "POST /api/v2/programs",
  "PATCH /api/v2/programs/{id}",
  "POST /api/v2/programs/{id}/wallets/{wallet}/gates",
  "POST /api/v2/programs/{id}/inventory",
  "POST /api/v2/programs/{id}/terms",
  "POST /api/v2/users",
  "POST /api/v2/affiliates/register",
  "PATCH /api/v2/affiliates/{wallet}",
  "POST /api/v2/intents/{id}/reversal",
  "POST /api/v2/payouts/batch/create",
  "POST /api/v2/payouts/batch",
  "PATCH /api/v2/payouts/batch/{id}",
  "POST /api/v2/payouts/batch/{id}/approve",
  "POST /api/v2/payouts/batch/{id}/cancel",
  "POST /api/v2/payouts/batch/{id}/execute",
  "POST /api/v2/payouts/batch/{id}/retry-failed",
  "POST /api/v2/payouts/batch/{id}/results",
  "POST /api/v2/payouts/{id}/decision",
  "POST /api/admin/operators",
  "PATCH /api/admin/operators/{id}",
  "POST /api/admin/keys",
  "POST /api/admin/keys/{id}/revoke",
  "POST /api/admin/dlq/{intentId}/retry",
  "POST /api/admin/dlq/{intentId}/abandon",
]);

/** Every code that a problem document may have. */
export const problemCodes = [
  "WALLET_PROOF_REQUIRED",
  "TERMS_VERSION_TAKEN",
  "UNKNOWN_REFERRAL",
  "SELF_REFERRAL",
  "REFERRAL_CYCLE",
  "AFFILIATE_SUSPENDED",
  "TERMS_NOT_CURRENT",
  "TREE_TOO_DEEP",
  "NO_PAYABLE_COMMISSIONS",
  "BATCH_EXISTS",
  "BATCH_STATE",
  "BATCH_CHANGED",
  "APPROVALS_MISSING",
  "SAME_OPERATOR",
  "PAYOUT_CONTRADICTED",
  "NOTHING_TO_DECIDE",
  "PAYOUT_METHOD_UNAVAILABLE",
  "NOT_REVERSIBLE",
  "VALIDATION_FAILED",
  "MALFORMED_JSON",
  "MISSING_WALLET",
  "INVALID_ADDRESS",
  "IDEMPOTENCY_KEY_MISSING",
  "IDEMPOTENCY_KEY_MALFORMED",
  "UNAUTHENTICATED",
  "WALLET_PROOF_INVALID",
  "FORBIDDEN",
  "ORIGIN_FORBIDDEN",
  "PROGRAM_PAUSED",
  "KYC_REQUIRED",
  "PAYMENT_REQUIRED",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "NOT_ACCEPTABLE_WAIT",
  "REQUEST_IN_PROGRESS",
  "ALREADY_CLAIMED",
  "PAYMENT_ALREADY_USED",
  "NOT_PARKED",
  "OPERATOR_NAME_TAKEN",
  "OPERATOR_DISABLED",
  "LAST_OWNER",
  "ALREADY_DECIDED",
  "ABANDON_REFUSED",
  "SLUG_TAKEN",
  "PROGRAM_CHANGED",
  "PROGRAM_ARCHIVED",
  "ANSWER_EXPIRED",
  "BODY_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "IDEMPOTENCY_KEY_REUSED",
  "NOT_REGISTERED",
  "INVENTORY_NOT_COVERED",
  "TOKEN_NOT_ACCEPTED",
  "QUOTE_NOT_FOUND",
  "RATE_LIMITED",
  "INTERNAL",
  "ADMIN_NOT_CONFIGURED",
  "UNAVAILABLE",
] as const;
