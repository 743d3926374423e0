package io.paymentdone.notification.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithPostgresAndKafka
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

  /** Another version of a library does not put in another order what is in an index. */
  @Test
  void indexesTextInTheOrderOfItsBytes() {
    assertThat(jdbc.sql(INDEXED_TEXT).query(String.class).list())
        .contains("notification_feed C", "read_mark_pkey C")
        .allMatch(index -> index.endsWith(" C"));
  }

  @Test
  void findsAndOrdersFeedsByTheirIndex() {
    assertThat(
            plan(
                """
                select * from notification
                 where user_id = 'user1' and (partition, "offset") < (2, 10)
                 order by partition desc, "offset" desc limit 21
                """))
        .contains("Index Scan Backward using notification_feed")
        .doesNotContain("Sort");
    assertThat(
            plan(
                """
                select n.*
                  from unnest('{a,b}'::text[], '{0,1}'::integer[], '{1,2}'::bigint[])
                       position (user_id, partition, "offset")
                 cross join lateral (
                   select * from notification
                    where user_id = position.user_id and partition = position.partition
                      and "offset" > position."offset"
                    order by "offset" limit 50) n
                """))
        .contains("Index Scan using notification_feed")
        .doesNotContain("Sort");
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
