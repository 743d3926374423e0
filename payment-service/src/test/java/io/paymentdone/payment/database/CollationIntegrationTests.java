package io.paymentdone.payment.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.payment.PaymentServiceTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@PaymentServiceTest
class CollationIntegrationTests {

  private static final String INDEXED_TEXT =
      """
      select index.indexrelid::regclass || ' ' || text_order.collname
        from pg_index index
        join pg_class class on class.oid = index.indexrelid and class.relnamespace = 'public'::regnamespace
       cross join unnest(index.indcollation) of_column (id)
        join pg_collation text_order on text_order.oid = of_column.id
      """;

  @Autowired private JdbcClient jdbc;
  @Autowired private PlatformTransactionManager transactions;

  /** Another version of a library does not make a key that is there one that is not. */
  @Test
  void indexesTextInTheOrderOfItsBytes() {
    assertThat(jdbc.sql(INDEXED_TEXT).query(String.class).list())
        .contains("payment_idempotency_key C", "payment_user_id_seq C", "relay_progress_pkey C")
        .allMatch(index -> index.endsWith(" C"));
  }

  @Test
  void findsKeysAndListsByTheirIndexes() {
    assertThat(
            plan(
                """
                select * from unnest('{a}'::text[], '{k}'::text[]) as wanted (caller, idempotency_key)
                  join payment using (caller, idempotency_key)
                """))
        .contains("Index Scan using payment_idempotency_key");
    assertThat(
            plan(
                "select * from payment where user_id = 'u' and seq < 9 order by seq desc limit 21"))
        .contains("Index Scan Backward using payment_user_id_seq")
        .doesNotContain("Sort");
    assertThat(plan("select * from payment where caller = 'c' and idempotency_key = 'k'"))
        .contains("Index Scan using payment_idempotency_key");
  }

  @Test
  void listsByIndexesWithAFilterToo() {
    String filter =
        """
         and created_at >= '0001-01-01' and created_at < '9999-12-31'
         and currency = coalesce(null, currency) and amount between 1 and 9
        """;
    assertThat(
            plan(
                "select * from payment where user_id = 'u' and seq < 9 and seq >= 0"
                    + filter
                    + "order by seq desc limit 21"))
        .contains("Index Scan Backward using payment_user_id_seq")
        .doesNotContain("Sort");
    assertThat(
            plan(
                "select * from payment where seq > 0 and seq <= 9"
                    + filter
                    + "order by seq limit 20"))
        .contains("Index Scan using payment_seq")
        .doesNotContain("Sort");
    assertThat(
            plan(
                "select seq from payment where seq > 0 and seq <= 9 order by seq limit 1 offset 8"))
        .contains("Index Only Scan using payment_seq");
    assertThat(plan("select max(seq) from payment"))
        .contains("Index Only Scan Backward using payment_seq");
  }

  /** As if the table were large. */
  private String plan(String query) {
    List<String> lines =
        new TransactionTemplate(transactions)
            .execute(transaction -> {
              jdbc.sql("set local enable_seqscan = off").update();
              jdbc.sql("set local enable_bitmapscan = off").update();
              return jdbc.sql("explain (costs off) " + query).query(String.class).list();
            });
    return String.join("\n", lines);
  }
}
