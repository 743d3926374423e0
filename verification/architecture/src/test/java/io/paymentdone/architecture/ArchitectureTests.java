package io.paymentdone.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.Console;
import java.text.MessageFormat;
import java.time.LocalDateTime;
import java.util.Currency;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.repository.Repository;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.paymentdone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

  /** Components of records that are personal or secret. */
  private static final Set<String> NOT_PRINTED =
      Set.of("userId", "address", "metadata", "idempotencyKey", "password", "secret");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.paymentdone.(**)")
          .should()
          .beFreeOfCycles()
          .because("a package that needs those that need it cannot be understood or moved alone");

  @ArchTest
  static final ArchRule servicesDoNotKnowEachOther =
      slices()
          .matching("io.paymentdone.(payment|notification)..")
          .should()
          .notDependOnEachOther()
          .because("they share the event contract and nothing else");

  @ArchTest
  static final ArchRule eventContractNeedsTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.paymentdone.events..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("java..", "org.jspecify..", "io.paymentdone.events.."))
          .because("whoever reads the topic can take it without a framework");

  @ArchTest
  static final ArchRule controllersLeaveStorageToOthers =
      noClasses()
          .that()
          .areAnnotatedWith(RestController.class)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Repository.class)
          .because("controllers map HTTP and nothing else");

  @ArchTest
  static final ArchRule recordsAreSentInFewPlaces =
      noClasses()
          .that(
              are(
                  DescribedPredicate.not(
                      resideInAnyPackage(
                          "io.paymentdone.payment.relay..",
                          "io.paymentdone.notification.deadletter..",
                          "io.paymentdone.notification.groupevents..",
                          "io.paymentdone.console.rebalances..",
                          "io.paymentdone.console.lab..",
                          "io.paymentdone.console.poison.."))))
          .should()
          .dependOnClassesThat(
              DescribedPredicate.or(
                  JavaClass.Predicates.assignableTo(Producer.class),
                  JavaClass.Predicates.assignableTo(KafkaOperations.class)))
          .because("an event leaves through the relay, in commit order, and no other way");

  @ArchTest
  static final ArchRule storingAndRelayingKnowNoHttp =
      noClasses()
          .that()
          .resideInAnyPackage("io.paymentdone.payment.writer..", "io.paymentdone.payment.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.paymentdone.web.problem..",
              "jakarta.servlet..",
              "org.springframework.http..",
              "org.springframework.web..")
          .because(
              "they answer with reasons; one class of the API makes problem documents of them");

  @ArchTest
  static final ArchRule listenersAreNamedSo =
      methods()
          .that()
          .areAnnotatedWith(KafkaListener.class)
          .should()
          .beDeclaredInClassesThat()
          .haveSimpleNameEndingWith("Listener")
          .because("a reader looks for the place where records come in");

  @ArchTest
  static final ArchRule keyedTopicsAreNotRetriedElsewhere =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(RetryableTopic.class)
          .because("a retry topic lets a user's later record overtake the earlier one");

  @ArchTest
  static final ArchRule dependenciesComeThroughConstructors =
      fields()
          .should()
          .notBeAnnotatedWith(Autowired.class)
          .andShould()
          .notBeAnnotatedWith(Value.class)
          .because(
              "an object is complete once it is constructed, its settings typed and validated");

  @ArchTest
  static final ArchRule timeHasAZone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(LocalDateTime.class)
          .because("a time without a zone is another moment on another machine");

  /** What ErrorProne's {@code DefaultLocale} knows, the compiler refuses; this is the rest. */
  @ArchTest
  static final ArchRule textDoesNotFollowTheMachinesLocale =
      noClasses()
          .should()
          .callMethod(Locale.class, "getDefault")
          .orShould()
          .callMethod(Locale.class, "getDefault", Locale.Category.class)
          .orShould()
          .callMethod(MessageFormat.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(Console.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(Console.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(Currency.class, "getDisplayName")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Scanner.class)
          .because("a number that a program reads has the digits 0 to 9 on every machine");

  @ArchTest
  static final ArchRule embeddedServersStayOutOfServices =
      noClasses()
          .that(
              are(
                  DescribedPredicate.not(
                      resideInAnyPackage(
                          "io.paymentdone.servers..",
                          "io.paymentdone.localstack..",
                          "io.paymentdone.testsupport.."))))
          .should()
          .dependOnClassesThat(are(resideInAPackage("io.paymentdone.servers..")))
          .because("a deployed service brings no database or broker of its own");

  /** A generated {@code toString} reads no field itself; one that is written does. */
  @ArchTest
  static final ArchRule personalDataIsNotPrinted =
      classes()
          .that(
              DescribedPredicate.describe(
                  "are records of personal data or secrets",
                  type ->
                      type.isRecord()
                          && type.getFields().stream()
                              .anyMatch(field -> NOT_PRINTED.contains(field.getName()))))
          .should(
              new ArchCondition<JavaClass>("write their own toString") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  JavaMethod text = type.getMethod("toString");
                  if (text.getFieldAccesses().isEmpty()) {
                    events.add(
                        SimpleConditionEvent.violated(
                            text, type.getName() + " prints all of its components"));
                  }
                }
              })
          .because("what a record prints ends in a log sooner or later");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .should(
              new ArchCondition<JavaClass>("reside in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " is not @NullMarked"));
                  }
                }
              })
          .because("null is in the type or it is a bug");
}
