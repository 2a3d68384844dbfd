/* Not broken: a thousand records of eight texts and three legs, made without parsing. */
#include "base.h"
static ptl_status breaks(ARGUMENTS) { return out->split(out->ctx); }
static ptl_status emit(ARGUMENTS) {
    if (is_asked(ask))
        return breaks(self, ask, response, out);
    static const ptl_leg legs[] = {
        {.role = PTL_LEG_IN, .asset = TEXT("BTC"), .amount = TEXT("0.01500000")},
        {.role = PTL_LEG_OUT, .asset = TEXT("EUR"), .amount = TEXT("612.48350000")},
        {.role = PTL_LEG_FEE, .asset = TEXT("BNB"), .amount = TEXT("0.00075432")},
    };
    static const ptl_pair ids[] = {{TEXT("trade"), TEXT("1234567890")}};
    char key[] = "BTCEUR/1234560000";
    for (int i = 0; i < 1000; i++) {
        key[13] = (char)('0' + i / 1000 % 10);
        key[14] = (char)('0' + i / 100 % 10);
        key[15] = (char)('0' + i / 10 % 10);
        key[16] = (char)('0' + i % 10);
        const ptl_record record = {.size = sizeof record,
                                   .kind = PTL_KIND_TRADE,
                                   .time_ns = i,
                                   .time_unit_ns = 1000000,
                                   .key = {key, sizeof key - 1},
                                   .group = TEXT("trade:1234567890"),
                                   .market = TEXT("BTCEUR"),
                                   .wallet = TEXT("spot"),
                                   .label = TEXT("BUY limit"),
                                   .tx_hash = TEXT("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"),
                                   .address = TEXT("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
                                   .legs = LIST(legs),
                                   .ids = LIST(ids)};
        ptl_status status = out->record(out->ctx, &record);
        if (status != PTL_OK)
            return status;
    }
    return out->end(out->ctx, BYTES(""));
}
static const ptl_adapter adapter = {
    ADAPTER_FIELDS, .manifest = &base_manifest, .request = base_request, .parse = emit};
EXPORT(adapter)
