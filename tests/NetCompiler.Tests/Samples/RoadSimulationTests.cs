using Alvinn;
using Alvinn.Simulation;
using Xunit;

namespace NetCompiler.Tests;

public sealed class RoadSimulationTests
{
    /// <summary>A road whose points lie on a circle around (0, 0), driven clockwise as one sees it on the map.</summary>
    private static readonly Road Circle =
        new([.. Enumerable.Range(0, 24).Select(i => (40 * Math.Cos(Math.PI * i / 12), 40 * Math.Sin(Math.PI * i / 12)))]);

    /// <summary>The radius of that road's middle where the spline passes a point: (1 + 4 + 1) / 6 of three that are 15° apart.</summary>
    private static readonly double Radius = 40 * (4 + 2 * Math.Cos(Math.PI / 12)) / 6;

    /// <summary>A road that goes straight along x from about -100 to 100.</summary>
    private static readonly Road Straight = new(
        [.. Enumerable.Range(0, 13).Select(i => (-120.0 + 20 * i, 0.0)), (140, 20), (120, 40), (0, 50), (-120, 40), (-140, 20)]);

    [Fact]
    public void SteeringZeroIsALine() => AssertPose((1 + 10 * Math.Sqrt(0.75), 7, Math.PI / 6), new Pose(1, 2, Math.PI / 6).Drive(0, 10));

    [Fact]
    public void FullSteeringIsACircleOfEightMetres()
    {
        AssertPose((8, 8, Math.PI / 2), new Pose(0, 0, 0).Drive(1, 8 * Math.PI / 2));
        AssertPose((8, -8, -Math.PI / 2), new Pose(0, 0, 0).Drive(-1, 8 * Math.PI / 2));
        Pose around = Enumerable.Range(0, 100).Aggregate(new Pose(3, 4, 1), (pose, _) => pose.Drive(0.5, 2 * Math.PI * 16 / 100));
        AssertPose((3, 4, 1 + 2 * Math.PI), around);
    }

    [Fact]
    public void WhatIsPlacedIsFoundThere()
    {
        Pose pose = new(5, -3, 2.2);
        AssertPlace((7, -2), pose.Find(pose.Place(7, -2)));
        AssertPlace((0, 3), new Pose(0, 0, 0).Place(0, 3)); // Right of x is down on the map.
    }

    [Fact]
    public void ACircleOfPointsIsARoundRoad()
    {
        Assert.Equal(2 * Math.PI * Radius, Circle.Length, 0.1);
        AssertPose((Circle.At(3).X, Circle.At(3).Y, Circle.At(3).Heading), Circle.At(3 - 2 * Circle.Length));
        Assert.Equal(Math.PI / 2, Math.IEEERemainder(Circle.At(Circle.Length / 4).Heading - Circle.At(0).Heading, 2 * Math.PI), 0.02);
        Assert.True(Circle.TryFind((Radius - 1) * Math.Cos(2), (Radius - 1) * Math.Sin(2), out _, out double inside));
        Assert.Equal(1, inside, 0.01);
        Assert.True(Circle.TryFind((Radius + 2) * Math.Cos(4), (Radius + 2) * Math.Sin(4), out _, out double outside));
        Assert.Equal(-2, outside, 0.01);
        Assert.False(Circle.TryFind(0, 0, out _, out _));
        Assert.False(Circle.TryFind(1000, -1000, out _, out _));
    }

    [Fact]
    public void TheNearestPointIsFoundAsBySearchingThemAll()
    {
        Road road = AlvinnRun.TestRoad();
        RandomSequence random = new(7);
        for (int i = 0; i < 500; i++)
        {
            (double x, double y) = road.At(random.NextDouble() * road.Length).Place(0, 10 * random.NextDouble() - 5);
            double nearest = Enumerable.Range(0, 8000).Min(n => Distance(road.At(road.Length * n / 8000), x, y));
            Assert.Equal(nearest < Road.Reach, road.TryFind(x, y, out double arc, out double right));
            if (nearest >= Road.Reach)
                continue;
            Assert.Equal(nearest, Math.Abs(right), 0.03); // Points lie 5 cm apart.
            (double foundX, double foundY) = road.At(arc).Place(0, right);
            Assert.InRange(Distance(new Pose(foundX, foundY, 0), x, y), 0, 0.2);
        }

        static double Distance(Pose pose, double x, double y) => Math.Sqrt((pose.X - x) * (pose.X - x) + (pose.Y - y) * (pose.Y - y));
    }

    [Fact]
    public void NoBendIsTighterThanAVehicleCanDrive()
    {
        RandomSequence random = new(1);
        foreach (Road road in Enumerable.Range(0, 100).Select(_ => Road.Random(ref random)).Append(AlvinnRun.TestRoad()))
        {
            (double X, double Y)[] middle = [.. road.Middle];
            for (int i = 0; i < middle.Length; i++)
            {
                // The circle through three points has the curvature 4 · area / (product of the sides).
                (double X, double Y)[] corners = [middle[i], middle[(i + 5) % middle.Length], middle[(i + 10) % middle.Length]];
                double area = Cross(corners[0], corners[1], corners[2]) / 2;
                double sides = Distance(corners[0], corners[1]) * Distance(corners[1], corners[2]) * Distance(corners[2], corners[0]);
                Assert.InRange(4 * Math.Abs(area) / sides, 0, 1.01 * Pose.MostCurvature);
            }
        }

        static double Cross((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =>
            (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);

        static double Distance((double X, double Y) a, (double X, double Y) b) =>
            Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
    }

    [Fact]
    public void APixelSeesTheGroundWhereItsRayMeetsIt()
    {
        // 18 rows below the horizon and 18 columns from the middle are one focal length: as far ahead and aside as the camera is high.
        AssertPlace((2.5, 2.5), Camera.Ground(6 + 18, 16 + 18));
        AssertPlace((5, -2.5), Camera.Ground(6 + 9, 16 - 9));
    }

    [Fact]
    public void TheCameraSeesAStraightRoad()
    {
        var image = new float[30 * 32];
        Camera.Look(Straight, new Pose(0, 0, 0), image);
        Assert.All(image[..(6 * 32)], pixel => Assert.Equal(0.8f, pixel, 1e-6f));
        // In row 18 rays meet the ground 3.5 to 3.7 m ahead; column 27 looks 2.2 to 2.4 m to the right, at the line; column 4 to the left.
        Assert.Equal(0.95f, image[18 * 32 + 27], 1e-6f);
        Assert.Equal(0.95f, image[18 * 32 + 4], 1e-6f);
        Assert.All(image[(18 * 32 + 7)..(18 * 32 + 25)], pixel => Assert.InRange(pixel, 0.5f, 0.56f));
        Assert.InRange(image[18 * 32 + 31], 0.22f, 0.38f);
        Assert.InRange(image[18 * 32], 0.22f, 0.38f);
        // From two metres to the right, the right line is under the vehicle and the left one farther off.
        Camera.Look(Straight, new Pose(0, 2, 0), image);
        Assert.Equal(0.95f, image[29 * 32 + 19], 1e-6f);
        Assert.InRange(image[18 * 32 + 4], 0.5f, 0.56f);
    }

    [Fact]
    public void TheTeacherLeadsBackToTheMiddle()
    {
        Assert.Equal(0, Teacher.Steering(Straight, new Pose(0, 0, 0), ArcAt(0)), 1e-9);
        Assert.InRange(Teacher.Steering(Straight, new Pose(0, 1, 0), ArcAt(0)), -1, -0.1);
        Assert.InRange(Teacher.Steering(Straight, new Pose(0, -1, 0), ArcAt(0)), 0.1, 1);
        Assert.InRange(Teacher.Steering(Straight, new Pose(0, 0, 0.3), ArcAt(0)), -1, -0.1);
        // Two metres aside, eight ahead: the circle through both points has the curvature 2 · 2 / (8² + 2²), in units of 1/8.
        Assert.Equal(-8 * 4 / 68.0, Teacher.Steering(Straight, new Pose(0, 2, 0), ArcAt(0)), 1e-9);
        // On a circle the circle through the goal is the road itself.
        Assert.Equal(8 / Radius, Teacher.Steering(Circle, Circle.At(10), 10), 0.01);

        static double ArcAt(double x)
        {
            Assert.True(Straight.TryFind(x, 0, out double arc, out _));
            return arc;
        }
    }

    [Fact]
    public void AFewLessonsAreEnoughToDriveALap()
    {
        AlvinnNet net = new(seed: 1);
        FitOptions options = new() { Epochs = 40, Optimizer = new Adam { LearningRate = 0.005 }, MaxDegreeOfParallelism = 1 };
        net.Fit(Teacher.Lessons(1500, seed: 1), options);
        Road road = AlvinnRun.TestRoad();
        Lap lap = Lap.Drive(net.Compiled, road, road.At(0).Drive(0.3, 2), TestContext.Current.CancellationToken);
        Assert.True(lap.IsComplete);
        Assert.InRange(lap.Moments.Count * 0.5, 0.9 * road.Length, 1.1 * road.Length);
        Assert.InRange(lap.MeanDistance, 0, 0.6);
        Assert.InRange(lap.MostDistance, lap.MeanDistance, Road.HalfWidth);
    }

    [Fact]
    public void WhoAlwaysSteersTheSameWayLeavesTheRoad()
    {
        AlvinnNet net = new(seed: 1);
        net.Compiled.SetParameter("dense_2/kernel", new float[4 * 30]);
        float[] hill = new float[30];
        SteeringHill.Encode(0.05, hill);
        net.Compiled.SetParameter("dense_2/bias", [.. hill.Select(unit => 8 * unit - 4)]);
        Lap lap = Lap.Drive(net.Compiled, Straight, Straight.At(0), TestContext.Current.CancellationToken);
        Assert.False(lap.IsComplete);
        Assert.All(lap.Moments, moment => Assert.Equal(0.05, moment.Steering, 1e-6));
        // On a circle of 8 / 0.05 = 160 m the edge, 2.5 m to the right, is reached after 160 · acos(1 - 2.5 / 160) = 28.3 m: 57 steps.
        Assert.Equal(57, lap.Moments.Count);
        Assert.All(lap.Moments, (moment, i) => Assert.Equal(160 * (1 - Math.Cos(0.5 * i / 160)), moment.Right, 1e-3));
        Assert.Equal(lap.Moments[^1].Right, lap.MostDistance, 1e-12);
        Assert.Equal(lap.Moments.Average(moment => moment.Right), lap.MeanDistance, 1e-12);
    }

    private static void AssertPose((double X, double Y, double Heading) expected, Pose actual)
    {
        AssertPlace((expected.X, expected.Y), (actual.X, actual.Y));
        Assert.Equal(expected.Heading, actual.Heading, 1e-9);
    }

    private static void AssertPlace((double X, double Y) expected, (double X, double Y) actual)
    {
        Assert.Equal(expected.X, actual.X, 1e-9);
        Assert.Equal(expected.Y, actual.Y, 1e-9);
    }
}
