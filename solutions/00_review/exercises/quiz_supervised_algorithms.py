"""Two supervised algorithms."""

from grader import Quiz, WrongAnswer

EXERCISE = Quiz(
    "supervised_algorithms",
    statement=("Name **two** algorithms of supervised learning (지도 학습) that are no ensembles."),
    wanted=2,
    accept={
        "support vector machine": (
            "SVM, SVC, SVR, support vector machines, support vector classifier, support vector regression, 서포트 "
            "벡터 머신, 서포트벡터머신"
        ),
        "naive Bayes": (
            "naive Bayes classifier, Gaussian naive Bayes, NB, 나이브 베이즈, 나이브베이즈, 나이브 베이즈 분류기, "
            "단순 베이즈"
        ),
        "k nearest neighbours": (
            "kNN, k-NN, k nearest neighbors, k nearest neighbor, nearest neighbours, nearest neighbors, k-최근접 "
            "이웃, 최근접 이웃, 케이엔엔"
        ),
        "linear regression": (
            "ordinary least squares, OLS, least squares, polynomial regression, multiple linear regression, 선형 "
            "회귀, 선형 회귀 분석, 최소제곱법, 다중 회귀, 다항 회귀"
        ),
        "ridge regression": ("ridge, lasso, lasso regression, elastic net, 릿지, 릿지 회귀, 라쏘, 라쏘 회귀"),
        "logistic regression": "softmax regression, logit, 로지스틱 회귀, 로지스틱회귀, 로지스틱 회귀분석",
        "decision tree": (
            "decision trees, tree, CART, classification tree, regression tree, 의사결정나무, 결정 트리, 의사결정트리, "
            "결정나무"
        ),
        "neural network": (
            "neural networks, artificial neural network, ANN, NN, DNN, deep neural network, MLP, multilayer "
            "perceptron, CNN, convolutional neural network, RNN, recurrent neural network, perceptron, RBF network, "
            "deep learning, 신경망, 인공 신경망, 인공신경망, 다층 퍼셉트론, 다층퍼셉트론, 퍼셉트론, 딥러닝, 합성곱 "
            "신경망"
        ),
        "linear discriminant analysis": (
            "LDA, QDA, quadratic discriminant analysis, discriminant analysis, 선형 판별 분석, 판별 분석"
        ),
        "Gaussian process": ("Gaussian processes, Gaussian process regression, GP, 가우시안 프로세스, 가우시안 과정"),
    },
    wrong=(
        WrongAnswer(
            "an ensemble",
            (
                "random forest, random forests, extra trees, bagging, boosting, gradient boosting, AdaBoost, XGBoost, "
                "LightGBM, CatBoost, GBM, stacking, voting, ensemble, 앙상블, 랜덤 포레스트, 랜덤포레스트, 배깅, "
                "부스팅, 에이다부스트, 그래디언트 부스팅, 스태킹"
            ),
            hint="It puts many models together. Name one that stands alone.",
        ),
        WrongAnswer(
            "an unsupervised method",
            (
                "k-means, k-means clustering, k-medoids, DBSCAN, hierarchical clustering, clustering, PCA, principal "
                "component analysis, t-SNE, Isomap, autoencoder, Gaussian mixture, GMM, Apriori, association rules, "
                "LDA topic model, k-평균, k-평균 군집화, 케이민즈, 군집, 군집화, 클러스터링, 주성분 분석, 오토인코더"
            ),
            hint="It needs no labels, so it is unsupervised.",
        ),
        WrongAnswer(
            "reinforcement learning",
            ("Q-learning, reinforcement learning, DQN, SARSA, policy gradient, 강화 학습, 큐러닝"),
            hint="It learns from rewards, not from labelled examples.",
        ),
        WrongAnswer(
            "a task, not an algorithm",
            ("classification, regression, 분류, 회귀, supervised learning, 지도 학습, prediction, 예측"),
            hint="That is what is to be done. Which algorithm does it?",
        ),
    ),
    points=1,
    ids=("ML-08",),
    source="review deck, quiz A1",
    hint="Think of an algorithm that is given labels and returns one model.",
    explanation=(
        "Supervised algorithms learn from examples with labels: support vector machines, naive Bayes, k nearest "
        "neighbours, linear and logistic regression, decision trees, neural networks. Random forests, bagging and "
        "boosting are supervised too, but they are ensembles."
    ),
)
